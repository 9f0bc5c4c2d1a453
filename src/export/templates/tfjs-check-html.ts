/** `check.html` beside a TensorFlow.js model. Sets `window.checkResult` when it is done, for programs. */
export const TFJS_CHECK_HTML = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Model check</title>
    <style>
      body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
      table { border-collapse: collapse; width: 100%; }
      th, td { text-align: left; padding: 0.25rem 0.5rem; border-bottom: 1px solid #8884; }
      img { height: 3rem; display: block; }
    </style>
  </head>
  <body>
    <h1>Model check</h1>
    <p id="verdict" role="status">Loading …</p>
    <p><label>Try a picture of your own: <input id="file" type="file" accept="image/*" disabled /></label> <output id="answer"></output></p>
    <table>
      <thead><tr><th>Sample</th><th>File</th><th>Answer</th><th>Expected</th><th>Difference</th></tr></thead>
      <tbody id="rows"></tbody>
    </table>
    <!-- tf.min.js is TensorFlow.js 4.22 for browsers: beside this page, or from https://cdn.jsdelivr.net/npm/@tensorflow/tfjs@4.22.0/dist/tf.min.js -->
    <script src="tf.min.js"></script>
    <script type="module">
      const verdict = document.getElementById("verdict");
      const say = (text, result) => {
        verdict.textContent = text;
        window.checkResult = result;
      };
      const readJson = async (file) => (await fetch(file)).json();
      const best = (values) => values.indexOf(Math.max(...values));

      async function main() {
        if (location.protocol === "file:") throw new Error("Browsers do not let a page read the files beside it. Run: node serve.mjs");
        if (!window.tf) throw new Error("tf.min.js is missing: put TensorFlow.js 4.22 for browsers beside this page.");
        const { readPicture, prepare } = await import("./preprocess.js");
        const [labels, spec, expected] = await Promise.all(["labels.json", "preprocessing.json", "expected.json"].map(readJson));
        const model = await tf.loadLayersModel("model.json");
        const shape = [1, ...model.inputs[0].shape.slice(1)];

        async function probabilitiesOf(blob) {
          const input = tf.tensor(prepare(await readPicture(blob, spec), spec), shape);
          const output = model.predict(input);
          const values = Array.from(await output.data());
          tf.dispose([input, output]);
          return values;
        }
        const describe = (values) => labels[best(values)] + " " + (100 * Math.max(...values)).toFixed(1) + " %";

        let largest = 0;
        let same = 0;
        for (const sample of expected.samples) {
          const values = await probabilitiesOf(await (await fetch(sample.file)).blob());
          const difference = Math.max(...values.map((value, i) => Math.abs(value - sample.probabilities[i])));
          largest = Math.max(largest, difference);
          if (best(values) === best(sample.probabilities)) same++;
          const row = document.getElementById("rows").insertRow();
          const picture = document.createElement("img");
          picture.src = sample.file;
          picture.alt = "";
          row.insertCell().append(picture);
          for (const text of [sample.file, describe(values), describe(sample.probabilities), difference.toFixed(5)]) {
            row.insertCell().textContent = text;
          }
        }
        const pictures = expected.samples.length;
        const passed = same === pictures && largest <= expected.tolerance;
        say(
          (passed ? "Passed" : "Failed") + ": " + same + " of " + pictures + " answers the same, largest difference " + largest.toFixed(5) + " (allowed " + expected.tolerance + "), backend " + tf.getBackend() + ".",
          { pictures, same, largest, passed },
        );

        const chooser = document.getElementById("file");
        chooser.disabled = false;
        chooser.addEventListener("change", async () => {
          const [file] = chooser.files;
          if (file) document.getElementById("answer").textContent = describe(await probabilitiesOf(file));
        });
      }

      main().catch((error) => say("Not checked: " + error.message, { passed: false, error: error.message }));
    </script>
  </body>
</html>
`;
