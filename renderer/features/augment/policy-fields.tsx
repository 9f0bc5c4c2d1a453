import {
  type AugmentationCatalog,
  AugmentationPolicySchema,
  type AugmentationPolicy,
} from "#api/augmentation.ts";
import { Field } from "#renderer/ui/field.tsx";
import { NumberInput } from "#renderer/ui/number-field.tsx";
import { Select } from "#renderer/ui/select.tsx";
import { strings } from "#renderer/ui/strings.ts";

const text = strings.augment;
const NONE = "none";

/** Which policy draws changes for each picture, if any, and how strong. */
export function PolicyFields({
  policy,
  policies,
  onChange,
}: {
  policy: AugmentationPolicy | undefined;
  policies: AugmentationCatalog["policies"];
  onChange: (policy: AugmentationPolicy | undefined) => void;
}) {
  const chosen = policies.find(({ name }) => name === policy?.name);
  return (
    <div className="stack">
      <p className="muted small">{text.policyIntro}</p>
      <Field label={text.policy} why={chosen?.why}>
        {(control) => (
          <Select
            {...control}
            value={policy?.name ?? NONE}
            options={[
              { value: NONE, label: text.noPolicy },
              ...policies.map(({ name, title }) => ({
                value: name,
                label: title,
              })),
            ]}
            onChange={(name) => {
              const next = AugmentationPolicySchema.safeParse({ name });
              onChange(next.success ? next.data : undefined);
            }}
          />
        )}
      </Field>
      {policy?.name === "randaugment" && (
        <>
          <Field
            label={text.policyOperations}
            defaultValue="2"
            range={strings.common.range("1", "4")}
          >
            {(control) => (
              <NumberInput
                {...control}
                value={policy.operations}
                minimum={1}
                maximum={4}
                onChange={(operations) => onChange({ ...policy, operations })}
              />
            )}
          </Field>
          <Field
            label={text.policyMagnitude}
            defaultValue="9"
            range={strings.common.range("0", "30")}
          >
            {(control) => (
              <NumberInput
                {...control}
                value={policy.magnitude}
                minimum={0}
                maximum={30}
                onChange={(magnitude) => onChange({ ...policy, magnitude })}
              />
            )}
          </Field>
        </>
      )}
    </div>
  );
}
