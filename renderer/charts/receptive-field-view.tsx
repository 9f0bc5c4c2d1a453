import "./charts.css";

/** The part of the input that one value of a layer sees, as a square on a picture. A field larger than the picture frames all of it. */
export function ReceptiveFieldView(props: {
  /** Address of the picture. */
  readonly picture: string;
  readonly inputSize: number;
  /** Side in pixels of the input. */
  readonly fieldSize: number;
  readonly alt: string;
}) {
  const share = Math.min(props.fieldSize / props.inputSize, 1) * 100;
  return (
    <div className="receptive">
      <img src={props.picture} alt={props.alt} />
      <span
        className="receptive-field"
        style={{
          width: `${share}%`,
          height: `${share}%`,
          left: `${(100 - share) / 2}%`,
          top: `${(100 - share) / 2}%`,
        }}
      />
    </div>
  );
}
