import * as tf from "@tensorflow/tfjs";

/**
 * Rows of a table. Its gradient is written out, because TensorFlow.js's gives the indices one of the wrong type.
 * @param indices [batch, length], whole numbers as float32; their slope is zero
 * @param table [rows, columns]
 * @returns [batch, length, columns]
 */
export function embedding(indices: tf.Tensor, table: tf.Tensor): tf.Tensor {
  const [rows = 1, columns = 1] = table.shape;
  const lookUp = tf.customGrad((given, from, save) => {
    const places = given as tf.Tensor;
    (save as (values: tf.Tensor[]) => void)([places]);
    return {
      value: tf.gather(from as tf.Tensor, tf.cast(places, "int32")),
      gradFunc: (gradient: tf.Tensor, saved: tf.Tensor[]) => {
        const used = saved[0] as tf.Tensor;
        const whole = tf.cast(tf.reshape(used, [-1]), "int32");
        const picked = tf.oneHot(whole as tf.Tensor1D, rows, 1, 0, "float32");
        const updates = tf.reshape(gradient, [-1, columns]);
        return [
          tf.zerosLike(used),
          tf.matMul(picked as tf.Tensor2D, updates as tf.Tensor2D, true),
        ];
      },
    };
  });
  return lookUp(indices, table);
}
