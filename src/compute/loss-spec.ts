/**
 * What training makes smaller. Both losses take labels whose rows sum to 1, one-hot or soft, and the mean is Σ weight·loss / Σ weight
 * over the batch: class weights are sample weights. "Scores" are what the network gives before a final softmax.
 */
export type LossSpec =
  | {
      /** Cross-entropy of the softmax of the scores. */
      readonly kind: "softmaxCrossEntropy";
    }
  | {
      /**
       * The loss of LeNet-5's output layer: Yann LeCun, Léon Bottou, Yoshua Bengio, Patrick Haffner, Gradient-based learning applied to
       * document recognition, 1998, section II.C, http://yann.lecun.com/exdb/publis/pdf/lecun-98.pdf. The layer op `euclideanRbf` gives
       * scores −y_i, where y_i = Σ_j (x_j − w_ij)² is the distance of the features from the code of class i, so that as everywhere
       * the largest score is the answer. With D the label, the loss of a picture is y_D + log(e^−j + Σ_i e^−y_i) (equation 9): the
       * cross-entropy with one more class, that of rubbish, whose distance is always j. Soft labels take the mean of y_D.
       */
      readonly kind: "euclideanRbf";
      /** The constant j, above 0; null leaves the logarithm out: equation 8, for codes that are fixed. */
      readonly rubbishDistance: number | null;
    };

export const CROSS_ENTROPY: LossSpec = { kind: "softmaxCrossEntropy" };
