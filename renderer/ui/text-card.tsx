import "./text-card.css";

/** The beginning of a text, as a card where a picture would be; what does not fit fades out. */
export function TextCard({ text }: { text: string }) {
  return <span className="text-card">{text}</span>;
}
