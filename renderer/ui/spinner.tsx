import "./spinner.css";

/** Says that something is on its way; beside words that say what. Size in pixels. */
export function Spinner({ size = 16 }: { size?: number }) {
  return (
    <svg
      className="spinner"
      width={size}
      height={size}
      viewBox="0 0 16 16"
      aria-hidden
    >
      <circle
        cx="8"
        cy="8"
        r="6"
        fill="none"
        stroke="currentColor"
        strokeOpacity="0.25"
        strokeWidth="2"
      />
      <path
        d="M8 2a6 6 0 0 1 6 6"
        fill="none"
        stroke="currentColor"
        strokeWidth="2"
        strokeLinecap="round"
      />
    </svg>
  );
}

/** A place whose content is on its way. */
export function LoadingBlock({ label }: { label: string }) {
  return (
    <output className="spinner__block">
      <Spinner />
      {label}
    </output>
  );
}
