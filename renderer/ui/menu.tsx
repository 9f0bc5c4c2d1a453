import "./menu.css";

import type { LucideIcon } from "lucide-react";
import { Check } from "lucide-react";
import { ContextMenu as RadixContext, DropdownMenu } from "radix-ui";
import type { ReactElement, ReactNode } from "react";

import { classNames } from "./class-names.ts";
import { usePortalContainer } from "./portal-container.ts";
import { shortcutLabel } from "./shortcut-label.ts";

/** A line of a menu: an act, a heading, or a rule between groups. */
export type MenuItem =
  | {
      readonly kind?: "action";
      readonly id: string;
      readonly label: ReactNode;
      readonly icon?: LucideIcon | undefined;
      readonly shortcut?: string | undefined;
      readonly hint?: ReactNode;
      readonly checked?: boolean;
      readonly disabled?: boolean;
      readonly danger?: boolean;
      readonly onSelect: () => void;
    }
  | { readonly kind: "label"; readonly id: string; readonly label: ReactNode }
  | { readonly kind: "separator"; readonly id: string };

/** A menu that opens below its trigger (one button). */
export function Menu({
  items,
  align = "start",
  children,
}: {
  items: readonly MenuItem[];
  align?: "start" | "center" | "end";
  children: ReactElement;
}) {
  const container = usePortalContainer();
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{children}</DropdownMenu.Trigger>
      <DropdownMenu.Portal container={container}>
        <DropdownMenu.Content
          className="menu"
          align={align}
          sideOffset={4}
          collisionPadding={8}
          onCloseAutoFocus={leaveFocusToDialog}
        >
          {items.map((item) => (
            <MenuLine key={item.id} item={item} parts={DropdownMenu} />
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

/** The same menu on right-click and on the context-menu key. */
export function ContextMenu({
  items,
  onOpen,
  children,
}: {
  items: readonly MenuItem[];
  onOpen?: () => void;
  children: ReactElement;
}) {
  const container = usePortalContainer();
  return (
    <RadixContext.Root
      modal={false}
      onOpenChange={(open) => open && onOpen?.()}
    >
      <RadixContext.Trigger asChild>{children}</RadixContext.Trigger>
      <RadixContext.Portal container={container}>
        <RadixContext.Content
          className="menu"
          collisionPadding={8}
          onCloseAutoFocus={leaveFocusToDialog}
        >
          {items.map((item) => (
            <MenuLine key={item.id} item={item} parts={RadixContext} />
          ))}
        </RadixContext.Content>
      </RadixContext.Portal>
    </RadixContext.Root>
  );
}

/** The focus goes back to where the menu was opened, unless its act has opened a dialog: then it is the dialog's. */
function leaveFocusToDialog(event: Event): void {
  if (document.querySelector("dialog[open]") !== null) {
    event.preventDefault();
  }
}

function MenuLine({
  item,
  parts: Parts,
}: {
  item: MenuItem;
  parts: typeof DropdownMenu | typeof RadixContext;
}) {
  if (item.kind === "separator") {
    return <Parts.Separator className="menu__separator" />;
  }
  if (item.kind === "label") {
    return <Parts.Label className="menu__label">{item.label}</Parts.Label>;
  }
  const Icon = item.checked === true ? Check : item.icon;
  return (
    <Parts.Item
      className={classNames(
        "menu__item",
        item.danger === true && "menu__item--danger",
      )}
      disabled={item.disabled}
      onSelect={item.onSelect}
    >
      <span className="menu__icon">
        {Icon !== undefined && <Icon size={14} aria-hidden />}
      </span>
      <span className="truncate">{item.label}</span>
      {(item.hint !== undefined || item.shortcut !== undefined) && (
        <span className="menu__hint">
          {item.hint ??
            (item.shortcut === undefined ? null : shortcutLabel(item.shortcut))}
        </span>
      )}
    </Parts.Item>
  );
}
