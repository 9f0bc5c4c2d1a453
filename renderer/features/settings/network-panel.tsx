import { useState } from "react";

import type { Settings } from "#api/system.ts";
import { Field } from "#renderer/ui/field.tsx";
import { Panel } from "#renderer/ui/panel.tsx";
import { strings } from "#renderer/ui/strings.ts";
import { TextInput } from "#renderer/ui/text-field.tsx";

const text = strings.settings;

/** The way that downloads take to this machine. */
export function NetworkPanel({
  settings,
  onUpdate,
}: {
  settings: Settings;
  onUpdate: (change: Partial<Settings>) => void;
}) {
  return (
    <Panel title={text.network}>
      <div className="stack">
        <AddressField
          label={text.proxy}
          why={text.proxyWhy}
          example={text.proxyExample}
          value={settings.proxy}
          onChange={(proxy) => onUpdate({ proxy })}
        />
        <AddressField
          label={text.mirror}
          why={text.mirrorWhy}
          example={text.mirrorExample}
          value={settings.mirror}
          onChange={(mirror) => onUpdate({ mirror })}
        />
      </div>
    </Panel>
  );
}

/** A URL or nothing; taken over when the field is left. */
function AddressField({
  label,
  why,
  example,
  value,
  onChange,
}: {
  label: string;
  why: string;
  example: string;
  value: string | null;
  onChange: (value: string | null) => void;
}) {
  const [typed, setTyped] = useState(value ?? "");
  const wanted = typed.trim() === "" ? null : typed.trim();
  return (
    <Field label={label} why={why}>
      {(control) => (
        <TextInput
          {...control}
          value={typed}
          placeholder={example}
          onChange={setTyped}
          onBlur={() => {
            if (wanted !== value) onChange(wanted);
          }}
        />
      )}
    </Field>
  );
}
