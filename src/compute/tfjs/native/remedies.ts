/** How TensorFlow's library is had: shown wherever it is missing. */
export const NO_BINDING_REMEDY =
  'Run "convolve devices --install tensorflow" to fetch it, or "convolve devices --link-tensorflow" to use the TensorFlow of a Python on this machine (pip install tensorflow).';

/** Why CUDA is not used although a library is there. */
export const NO_CUDA_REMEDY =
  'A TensorFlow with CUDA is needed, and its driver: run "pip install tensorflow[and-cuda]" (Linux, or Windows in WSL2) and then "convolve devices --link-tensorflow".';
