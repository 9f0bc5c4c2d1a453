import { afterEach, describe, expect, it } from "vitest";

import {
  closeToast,
  currentToasts,
  showToast,
  subscribeToasts,
} from "#renderer/ui/toast-store.ts";

afterEach(() => {
  for (const { id } of currentToasts()) {
    closeToast(id);
  }
});

describe("messages", () => {
  it("tells listeners of what comes and goes", () => {
    let calls = 0;
    const stop = subscribeToasts(() => (calls += 1));
    const id = showToast({ title: "Saved" });
    closeToast(id);
    stop();
    showToast({ title: "Unheard" });
    expect(calls).toBe(2);
  });

  it("keeps a failure until it is closed, and others for a while", () => {
    showToast({ title: "Broken", tone: "danger" });
    showToast({ title: "Done" });
    expect(currentToasts().map(({ lifetimeMs }) => lifetimeMs)).toEqual([
      null,
      5000,
    ]);
  });

  it("does not show the same words twice", () => {
    const first = showToast({ title: "No disk", message: "0 B free" });
    const second = showToast({ title: "No disk", message: "0 B free" });
    expect(second).toBe(first);
    expect(currentToasts()).toHaveLength(1);
  });

  it("puts a later message of a group in the place of the earlier", () => {
    showToast({ title: "2 pictures excluded", group: "changes" });
    showToast({ title: "Undone", group: "changes" });
    expect(currentToasts().map(({ title }) => title)).toEqual(["Undone"]);
  });

  it("shows at most three", () => {
    for (const title of ["a", "b", "c", "d", "e"]) {
      showToast({ title });
    }
    expect(currentToasts().map(({ title }) => title)).toEqual(["c", "d", "e"]);
  });
});
