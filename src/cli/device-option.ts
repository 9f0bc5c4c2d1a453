/** What every command that computes networks takes: flags and their line of the help. */
export const DEVICE_OPTION = [
  "--device <device>",
  "what computes: automatic, or an id from `convolve devices`; default: as the settings say",
] as const;
