/** Rooms of the Data step. */
export const dataTabsStrings = {
  label: "Rooms of the data",
  pictures: "Pictures",
  texts: "Texts",
  doctor: "Check-up",
  map: "Map",
  tray: "To label",
  versions: "Versions",
  trayCount: (count: number) =>
    count === 1 ? "1 picture without a label" : `${count} without a label`,
} as const;
