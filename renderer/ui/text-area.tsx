import "./field.css";

/** Several lines of text; Ctrl+Enter (on a Mac ⌘+Enter) is said to be done. */
export function TextArea({
  label,
  value,
  rows,
  onChange,
  onSubmit,
}: {
  label: string;
  value: string;
  rows: number;
  onChange: (value: string) => void;
  onSubmit?: () => void;
}) {
  return (
    <textarea
      className="input input--lines"
      aria-label={label}
      value={value}
      rows={rows}
      onChange={(event) => onChange(event.target.value)}
      onKeyDown={(event) => {
        if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        onSubmit?.();
      }}
    />
  );
}
