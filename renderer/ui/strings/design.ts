export const designStrings = {
  title: "Model",
  subtitle: "The network that will learn your classes",
  loading: "Reading the catalogue …",
  failed: "The catalogue could not be read.",
  shelves: {
    "built-in": "Built in",
    pretrained: "Pretrained",
    own: "Your own",
    imported: "Imported",
    classic: "Classic",
  },
  shelfNotes: {
    "built-in": "Come with weights that have already learned to see",
    pretrained:
      "Learned to see on ImageNet's 1.3 million pictures; their weights are fetched once",
    own: "Designed by you, learn from scratch",
    imported: "Weights of your own",
    classic: "Learn from scratch, as in the papers",
  },
  emptyShelves: {
    "built-in":
      "The built-in network cannot be read. Install the program again.",
    pretrained: "None of these networks is of use for this data set.",
    own: "None yet: design one by pattern or layer by layer.",
    imported: "None yet. A Teachable Machine export, for example.",
    classic: "None of these networks is of use for this data set.",
  },
  catalogue: "Catalogue",
  search: "Search networks",
  order: "Order",
  orders: {
    catalogue: "As in the catalogue",
    name: "By name",
    size: "Smallest first",
    speed: "Quickest first",
    accuracy: "Most accurate first",
  },
  family: "Family",
  everyFamily: "Every family",
  shelfFilter: "Shelves",
  modelsShown: (count: number) =>
    `${count} ${count === 1 ? "network" : "networks"}`,
  nothingFound: "No network is like that.",
  showAll: "Show all",
  ofModel: (name: string) => ` of ${name}`,
  states: {
    included: "Included",
    here: "Here",
    get: "Get",
    coming: "Coming",
  },
  sizeTitle: "Parameters, and size of the weights",
  speedTitle:
    "Pictures per second through the network on this machine; ≈ is an estimate",
  accuracyTitle:
    "Right at first, and among the first five, on ImageNet's validation pictures",
  imagesUnit: "images",
  notMeasured: "not measured",
  speedsUnknown: "How quick networks are on this machine is not measured yet.",
  measure: "Measure",
  speed: "Speed here",
  speedTerm:
    "Pictures per second on this machine: through the network, and in training. ≈ is an estimate from the multiply-adds and what was measured of other networks.",
  inTraining: (rate: string) => `${rate} in training`,
  onImageNet: "On ImageNet",
  onImageNetTerm:
    "Share of ImageNet's validation pictures whose class comes first, and is among the first five, as published.",
  weightsPanel: "Weights",
  weightsAre: {
    "to-download":
      "The weights are not on this machine yet. Without them the network learns from scratch only.",
    begun: "A download of the weights was begun; it goes on where it ended.",
    downloading: "The weights are on their way.",
    here: "The weights are on this machine, for all projects.",
  },
  weightsFacts: (name: string, pixels: number, licence: string) =>
    `${name}, trained at ${pixels} × ${pixels} px · licence ${licence}`,
  accuracy: (top1: string, top5: string | null) =>
    `right at first on ${top1} of ImageNet's validation pictures${top5 === null ? "" : `, among the first five on ${top5}`}`,
  getWeights: "Get weights",
  goOnGetting: "Go on",
  haveFile: "I have the file …",
  haveFileWhy: "Without a connection: fetch this file elsewhere.",
  fileUrl: "Address of the file",
  removeWeights: "Remove weights",
  parameters: "Parameters",
  parametersTerm:
    "The numbers that training adjusts. More can learn more, and need more pictures.",
  trainableOf: (trainable: string, total: string) =>
    trainable === total ? trainable : `${trainable} of ${total}`,
  multiplyAdds: "Multiply-adds",
  multiplyAddsTerm:
    "Multiplications with addition for one picture: what makes a network slow or quick.",
  input: "Input",
  weights: "Weights",
  noWeights: "none, learns from scratch",
  ownWeights: "from your file",
  licence: "Licence",
  paper: "Paper",
  readPaper: "Read it",
  opensOutside: "opens outside",
  remarks: "Good to know",
  trainThis: "Train this model",
  needsData: "Import pictures first: a model is trained on them.",
  options: "Options",
  inputSize: "Input size",
  textLength: "Length",
  textLengthWhy:
    "Words of a text that the network sees, from its beginning on. More take longer; a shorter text is filled up.",
  wordsSeen: (count: number) => `${count} words`,
  inputSizeWhy:
    "Side of the square picture that the network sees. Larger shows more detail and takes longer.",
  width: "Width",
  widthWhy:
    "Factor on the number of channels. Narrower is quicker and a little less able.",
  pixels: (side: number) => `${side} × ${side} px`,
  times: (factor: number) => `× ${factor}`,
  architecture: "Architecture",
  diagramLabel: "Layers as volumes, from the input to the answer",
  diagramHint:
    "Height is the extent in space, width the number of channels; the square below is the number of parameters. Choose a volume to see its layers.",
  inputVolume: (shape: string) => `Input, ${shape}`,
  volume: (shape: string, layers: string, parameters: string) =>
    `${shape}, ${layers}, ${parameters}`,
  layers: "Layers",
  layersOf: (shape: string) => `Layers of ${shape}`,
  allLayers: "All layers",
  columns: {
    name: "Name",
    op: "Kind",
    shape: "Output",
    parameters: "Parameters",
    multiplyAdds: "Multiply-adds",
    receptiveField: "Receptive field",
  },
  receptiveField: "Receptive field",
  receptiveFieldTerm:
    "The part of the picture that one value of a layer can see.",
  receptiveFieldAlt: (layer: string, side: number) =>
    `One value of ${layer} sees ${side} × ${side} pixels`,
  receptiveFieldText: (layer: string, side: number, input: number) =>
    side >= input
      ? `One value of ${layer} sees the whole picture.`
      : `One value of ${layer} sees ${side} × ${side} of ${input} × ${input} pixels.`,
  importWeights: "Import weights",
  importTitle: "Import weights of your own",
  importText:
    "A Keras model (.keras or .h5), weights of Keras Applications (.h5), weights of a network of the catalog (.safetensors), an ONNX file (.onnx, of PyTorch for example), or a TensorFlow.js model: its folder (model.json with its weight files) or a zip, such as a Teachable Machine export. The network is cut at its last pooling layer and used to see.",
  chooseFile: "Choose a file …",
  chooseFolder: "Choose a folder …",
  orPath: "Or its path on this machine",
  pathExample: "/home/me/models/my-model.keras",
  importPath: "Import",
  uploading: "Reading the model …",
  imported: (name: string) => `${name} is imported`,
  removeModel: "Remove from the collection",
  removed: (name: string) => `${name} is removed`,
} as const;
