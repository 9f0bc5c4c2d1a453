import { useRef, type ReactNode } from "react";

import type { DesignDocument } from "#api/designs.ts";
import type { Design } from "#engine/graph/design/design.ts";
import {
  parseDesign,
  readDesign,
  writeDesign,
} from "#engine/graph/design/read-design.ts";
import { useEngine } from "#renderer/engine-client/engine-provider.tsx";
import { useAct } from "#renderer/engine-client/use-act.ts";
import { strings } from "#renderer/ui/strings.ts";
import { showToast } from "#renderer/ui/toast-store.ts";

const text = strings.designer;

/** Designs from and to files: our own format, and Keras's configurations. */
export function useDesignFiles(
  design: Design,
  onTake: (design: Design) => void,
): {
  readonly open: () => void;
  readonly saveDesign: () => void;
  readonly saveKeras: () => void;
  /** To be drawn somewhere: the browser's own choice of a file. */
  readonly input: ReactNode;
} {
  const engine = useEngine();
  const chooser = useRef<HTMLInputElement>(null);
  const onFailure = ({ message }: { message: string }) =>
    showToast({
      title: strings.common.failed,
      message,
      tone: "danger",
      lifetimeMs: null,
    });

  const opening = useAct(
    async (file: File) => {
      const content = await file.text();
      if (isDesignFile(content)) return parseDesign(content);
      const taken = await engine.designs.importKeras({ json: content });
      return readDesign(taken.design);
    },
    {
      onDone: (opened) => {
        onTake(opened);
        showToast({ title: text.opened(opened.name), tone: "good" });
      },
      onFailure,
    },
  );
  const exporting = useAct(
    () =>
      engine.designs.exportKeras({
        design: design as unknown as DesignDocument,
      }),
    {
      onDone: ({ json }) => saveText(`${fileName(design)}.keras.json`, json),
      onFailure,
    },
  );
  return {
    open: () => chooser.current?.click(),
    saveDesign: () =>
      saveText(`${fileName(design)}.design.json`, writeDesign(design)),
    saveKeras: () => exporting.run(undefined),
    input: (
      <input
        ref={chooser}
        type="file"
        accept=".json,application/json"
        hidden
        aria-label={text.chooseFile}
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file !== undefined) opening.run(file);
          event.target.value = "";
        }}
      />
    ),
  };
}

/** Whatever is not ours may be Keras's. */
function isDesignFile(content: string): boolean {
  return content.slice(0, 500).includes('"convolve-design"');
}

function fileName({ name }: Design): string {
  return name.replaceAll(/[^\p{L}\p{N}]+/gu, "-").replaceAll(/^-|-$/g, "");
}

function saveText(name: string, content: string): void {
  const url = URL.createObjectURL(
    new Blob([content], { type: "application/json" }),
  );
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
