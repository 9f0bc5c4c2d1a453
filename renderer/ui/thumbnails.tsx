import "./thumbnails.css";

import type { CSSProperties, ReactNode } from "react";
import { Link } from "react-router";

/** One picture of a list. Give `to` where it leads somewhere, else `onOpen`. */
export interface Thumbnail {
  readonly id: number | string;
  /** Address of the small picture. */
  readonly src: string;
  /** Stands in the place of the picture: a text. */
  readonly card?: ReactNode;
  /** What a screen reader calls it: the class and the file. */
  readonly name: string;
  readonly caption?: ReactNode;
  readonly to?: string;
  readonly current?: boolean;
}

/** A few dozen pictures in rows; each is loaded when it comes into sight. */
export function Thumbnails({
  label,
  items,
  sizePx = 112,
  onOpen,
}: {
  label: string;
  items: readonly Thumbnail[];
  sizePx?: number;
  onOpen?: (id: Thumbnail["id"]) => void;
}) {
  return (
    <ul
      className="thumbnails"
      aria-label={label}
      style={{ "--thumbnail": `${sizePx}px` } as CSSProperties}
    >
      {items.map((item) => (
        <li key={item.id}>
          {item.to === undefined ? (
            <button
              type="button"
              className="thumbnail"
              {...spokenName(item)}
              aria-current={item.current}
              onClick={() => onOpen?.(item.id)}
            >
              <Content item={item} />
            </button>
          ) : (
            <Link
              to={item.to}
              className="thumbnail"
              {...spokenName(item)}
              aria-current={item.current}
            >
              <Content item={item} />
            </Link>
          )}
        </li>
      ))}
    </ul>
  );
}

/** A text is called by its own words, and the class and the file are said after it. */
function spokenName({ card, name }: Thumbnail) {
  return card === undefined ? { "aria-label": name } : { title: name };
}

function Content({ item }: { item: Thumbnail }) {
  return (
    <>
      <span className="thumbnail__picture">
        {item.card ?? (
          <img src={item.src} alt="" loading="lazy" decoding="async" />
        )}
      </span>
      {item.caption !== undefined && (
        <span className="thumbnail__caption small">{item.caption}</span>
      )}
    </>
  );
}
