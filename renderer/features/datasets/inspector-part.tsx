import type { ReactNode } from "react";

/** A heading in the inspector with what stands under it. */
export function InspectorPart({
  title,
  children,
}: {
  title: string;
  children: ReactNode;
}) {
  return (
    <section className="stack stack--tight">
      <h3>{title}</h3>
      {children}
    </section>
  );
}
