import { useCallback, useState } from "react";
import { useLocation, useSearchParams } from "react-router";

import { useDataset } from "#renderer/engine-client/use-datasets.ts";
import { useProject } from "#renderer/engine-client/use-projects.ts";
import { useGivenPictures } from "#renderer/ui/use-given-pictures.ts";

import { AddDialog, type AddWay } from "./add-dialog.tsx";

const DIALOG = "dialog";
const ADD = "add";

/**
 * Single pictures for the data set: from the camera, pasted, dropped. Stands in the address as `?dialog=add`; pasting or dropping a
 * picture on a page with this on it opens it as well.
 */
export function AddPictures() {
  const project = useProject().data;
  const { data: dataset } = useDataset(project != null);
  if (
    project == null ||
    project.readOnly ||
    dataset === undefined ||
    (dataset.kind === "texts" && dataset.imageCount > 0)
  ) {
    return null;
  }
  return <AddToDataset key={project.path} />;
}

function AddToDataset() {
  const [parameters, setParameters] = useSearchParams();
  const { pathname } = useLocation();
  const [pending, setPending] = useState<readonly File[]>([]);
  const [way, setWay] = useState<AddWay>("camera");
  const isOpen = parameters.get(DIALOG) === ADD;

  const open = useCallback(
    (isWanted: boolean) =>
      setParameters(
        (known) => {
          const next = new URLSearchParams(known);
          if (isWanted) next.set(DIALOG, ADD);
          else next.delete(DIALOG);
          return next;
        },
        { replace: true },
      ),
    [setParameters],
  );
  const take = useCallback(
    (files: readonly File[]) => {
      setPending((known) => [...known, ...files]);
      setWay("files");
      open(true);
    },
    [open],
  );
  useGivenPictures(take);

  return isOpen ? (
    <AddDialog
      key={pathname}
      way={way}
      onWay={setWay}
      pending={pending}
      onPending={setPending}
      onClose={() => {
        setPending([]);
        open(false);
      }}
    />
  ) : null;
}
