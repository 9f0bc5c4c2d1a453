import { createInterface } from "node:readline";

/** What the double tells the test, one JSON line each on standard output. */
export type DoubleReport =
  | { readonly kind: "window"; readonly debuggerUrl: string }
  | { readonly kind: "call"; readonly name: string; readonly value: unknown }
  | { readonly kind: "answer"; readonly id: number; readonly value: unknown };

/** What the test asks of the double, one JSON line each on standard input. */
export type DoubleRequest =
  | {
      readonly kind: "menu";
      readonly id: number;
      readonly path: readonly string[];
    }
  | {
      readonly kind: "permission";
      readonly id: number;
      readonly permission: string;
      readonly requestingUrl: string;
      readonly mediaTypes: readonly string[];
    }
  | {
      readonly kind: "second-instance";
      readonly id: number;
      readonly argv: readonly string[];
    }
  | { readonly kind: "quit"; readonly id: number };

export function report(line: DoubleReport): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** A call that a real Electron would turn into something on the screen. */
export function reportCall(name: string, value: unknown = null): void {
  report({ kind: "call", name, value });
}

export function listen(handle: (request: DoubleRequest) => unknown): void {
  createInterface({ input: process.stdin }).on("line", (line) => {
    const request = JSON.parse(line) as DoubleRequest;
    void Promise.resolve(handle(request)).then((value) =>
      report({ kind: "answer", id: request.id, value: value ?? null }),
    );
  });
}
