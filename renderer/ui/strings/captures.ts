import { formatCount, formatQuantity } from "#renderer/ui/format.ts";

const several = (count: number) => formatQuantity(count, "picture");

export const capturesStrings = {
  add: "Add pictures",
  title: "Add pictures",
  description:
    "Single pictures are copied into the project. Undo takes them out of the data set again, all of one paste or one press of the camera at once.",
  ways: "Ways to add pictures",
  camera: "Camera",
  files: "Paste or drop",
  watch: "Watched folders",
  intoClass: "Into the class",
  tray: "No class yet: to label later",
  newClass: "A new class …",
  newName: "Name of the new class",
  newNameExample: "Ripe apple",
  nameFirst: "Name the new class first.",
  done: "Done",
  cameraLabel: "Picture of the camera",
  cameraStarting: "The camera starts …",
  hold: "Hold to record",
  recording: "Recording …",
  holdWhy:
    "Five pictures a second while it is held down, by mouse, by touch, or by Space. A short press takes one.",
  deleteLast: "Delete the last one",
  taken: (count: number) =>
    count === 0 ? "No pictures added yet" : `${several(count)} added`,
  waiting: (count: number) => `${formatCount(count)} on the way …`,
  refused: (count: number, message: string) =>
    count === 1
      ? `One picture was not taken. ${message}`
      : `${several(count)} were not taken; the last one because: ${message}`,
  dropTitle: "Paste a picture, or drop some here",
  dropText: "Ctrl-V works anywhere on this page, as dropping does.",
  choose: "Choose pictures …",
  addCount: (count: number) => (count === 0 ? "Add" : `Add ${several(count)}`),
  leaveOut: (name: string) => `Leave out ${name}`,
  chosen: "Pictures to be added",
  pasted: "Pasted picture",
  watchWhy:
    "A watched folder takes in new pictures as they come, each into the class of the folder it lies in, also those that came while the project was closed. Files that go stay in the data set as missing.",
  watchNone:
    "No folder can be watched: pictures of this project were copied into it. Import a folder without copying it first.",
  watchThis: (path: string) => `Watch ${path}`,
  watchState: {
    starting: "Looking through the folder …",
    watching: "Watching",
    unreachable: "Cannot be reached",
  },
  watchOff: "Not watched",
  missing: (count: number) =>
    count === 1
      ? "1 picture has gone from it"
      : `${several(count)} have gone from it`,
} as const;
