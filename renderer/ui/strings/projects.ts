import { formatMoment } from "#renderer/ui/format.ts";

export const projectsStrings = {
  title: "Start",
  headline: "Teach the computer your pictures",
  lead: "Drop a folder of labelled pictures, look at them, press Train. Everything stays on this machine.",
  dropTitle: "Drop a folder anywhere in this window",
  dropMessage:
    "One folder inside for each class, of pictures or of .txt files: mushrooms/chanterelle, mushrooms/fly agaric … An archive of them or a list of pictures and labels does, too, and so does a .csv file with the columns text and label.",
  chooseFolder: "Choose a folder …",
  sendFolder: "Send a folder from this computer …",
  sample: "Try with the sample set",
  sampleWhy:
    "Draws a small set of mushroom-like pictures and imports it. No download.",
  digits: "Try with drawn digits",
  digitsWhy:
    "Draws 2,000 small digits, made to train a network such as LeNet-5 from scratch. No download.",
  texts: "Try with short notes",
  textsWhy:
    "Writes 800 short notes about four topics, to train a network that reads. No download.",
  recent: "Recent projects",
  noRecent: "Projects that you open appear here.",
  openProject: "Open project …",
  newProject: "New project …",
  newTitle: "New project",
  newMessage: "An empty project; pictures come in the next step.",
  name: "Name",
  nameWhy: (folder: string) =>
    `The project is kept in ${folder}. Originals are never copied unless you ask.`,
  create: "Create",
  openTitle: "Open a project",
  openMessage: "Choose a folder whose name ends in .convolve.",
  goOn: (name: string) => `Go on with ${name}`,
  gone: "not found",
  openedAt: (iso: string) => formatMoment(iso),
  steps: [
    ["Drop", "a folder of pictures, one folder in it per class."],
    ["Look", "at counts, odd files and doubtful labels."],
    ["Train", "with one button; the knobs are there when you want them."],
  ],
} as const;
