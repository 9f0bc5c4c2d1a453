/** How pictures come on sides. */
export const splitsStrings = {
  sources: {
    none: "not split",
    folders: "as given by folders",
    stratified: "stratified",
    grouped: "in groups",
    folds: "in folds",
    fixed: "fixed",
  },
};
