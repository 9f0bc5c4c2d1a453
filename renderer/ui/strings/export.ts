export const exportStrings = {
  title: "Export",
  subtitle: (run: string) => `Take ${run} with you`,
  formats: {
    onnx: {
      name: "ONNX",
      purpose:
        "For programs on a server, a desktop or a phone: C++, C#, Java, Python, JavaScript, by onnxruntime.",
      inside:
        "One file that takes a picture of any size and gives probabilities, one for a picture of fixed size, labels, example pictures with their answers, and a check.",
    },
    tfjs: {
      name: "TensorFlow.js",
      purpose:
        "For a web page or Node: runs in the browser, nothing to install.",
      inside:
        "model.json with its weights, labels, the lines of code that prepare a picture, a page to try it, example pictures with their answers, and a check.",
    },
  },
  exportOne: (name: string) => `Export as ${name}`,
  exportAgain: "Export again",
  exportAll: "Export both",
  running: "Exporting …",
  progress: "Progress of the export",
  never: "Not exported yet",
  made: (moment: string) => `Exported ${moment}`,
  size: "Size",
  files: (count: string) => count,
  inside: "Inside",
  purpose: "For",
  download: "Download zip",
  reveal: "Show in folder",
  where: "In",
  parity: "Does it give the same answers?",
  parityNone: "No check was recorded.",
  parityKinds: {
    "same-tensor": "from the same numbers",
    "original-files": "from the original files",
  },
  columns: {
    check: "Checked by",
    kind: "Starting",
    pictures: "Pictures",
    difference: "Largest difference",
    tolerance: "Allowed",
    top1: "Same answer",
    result: "Result",
  },
  passed: "Passed",
  notPassed: "Not passed",
  skipped: "Not run here",
  ofPictures: (same: string, all: string) => `${same} of ${all}`,
  snippet: (language: string) => `To start from (${language})`,
  copySnippet: "Copy",
  older: (count: string) => `${count} exported before`,
  fileList: "Files",
  failedTitle: "The list of exports could not be read.",
  startFailed: "The export did not start.",
} as const;
