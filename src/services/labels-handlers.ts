import type { SimilarPicture } from "#api/labels.ts";
import { TRAY_LIST } from "#engine/jobs/tray-document.ts";
import type { IndexReader } from "#engine/storage/index-queries.ts";
import { TRAY_RUN_ID } from "#engine/storage/index-types.ts";
import type { ContractBuilder, EngineContext } from "./engine-context.ts";
import { requireImage } from "./image-detail.ts";
import { dealNewlyLabelled } from "./newly-labelled.ts";
import { startJob } from "./start-jobs.ts";

/** Asked for beyond what is wanted: pictures that were excluded since are left out. */
const SPARE = 100;

export function labelsHandlers(os: ContractBuilder, context: EngineContext) {
  const { session, jobs, events, models } = context;
  const reader = () => session.require().reader;
  const writer = () => session.requireWritable().writer;

  /** Carries out a change of the data set and tells everybody. */
  async function change<T>(act: () => Promise<T>): Promise<T> {
    const result = await act();
    events.publish({ type: "dataset" });
    return result;
  }

  /** One at a time; everybody is told when it begins and ends. */
  function startOnce(kind: "map" | "tray", title: string) {
    const running = jobs
      .list()
      .find((job) => job.kind === kind && job.finishedAt === null);
    if (running) return { jobId: running.id };
    const publish = () => events.publish({ type: kind });
    return startJob(context, {
      kind,
      title,
      parameters: {},
      onStart: publish,
      onEnd: () => void setImmediate(publish),
    });
  }

  return {
    map: os.labels.map.handler(async () => {
      const { readLabelMap } = await import("./labels-state.ts");
      const project = session.require();
      return readLabelMap(project.directory, project.reader, jobs);
    }),
    startMap: os.labels.startMap.handler(() =>
      startOnce("map", "Draw the map of all pictures"),
    ),
    similar: os.labels.similar.handler(async ({ input }) => {
      const project = session.require();
      requireImage(project.reader, input.imageId);
      const found = await models.run<SimilarPicture[]>("similarPictures", {
        projectDirectory: project.directory,
        imageId: input.imageId,
        limit: input.limit + SPARE,
      });
      const included = new Set(
        project.reader
          .images(found.map(({ imageId }) => imageId))
          .filter(({ excluded }) => !excluded)
          .map(({ id }) => id),
      );
      const images = found.filter(({ imageId }) => included.has(imageId));
      return { images: images.slice(0, input.limit) };
    }),
    tray: {
      state: os.labels.tray.state.handler(async () => {
        const { readTrayState } = await import("./labels-state.ts");
        return readTrayState(reader(), jobs);
      }),
      start: os.labels.tray.start.handler(() =>
        startOnce("tray", "Order the pictures to label"),
      ),
      accept: os.labels.tray.accept.handler(({ input }) =>
        change(async () => {
          const project = session.requireWritable();
          const changes = suggestedLabels(project.reader, input.confidence);
          if (changes.length > 0) {
            await project.writer.execute("applyChanges", {
              description: `Accept ${changes.length} suggested ${changes.length === 1 ? "label" : "labels"}`,
              changes,
            });
            await dealNewlyLabelled(project);
          }
          return { labelled: changes.length };
        }),
      ),
    },
    mergeClasses: os.labels.mergeClasses.handler(async ({ input }) => {
      await change(() => writer().execute("mergeClasses", input));
      return {};
    }),
    splitClass: os.labels.splitClass.handler(({ input }) =>
      change(async () => {
        const project = session.requireWritable();
        const created = await project.writer.execute("splitClass", input);
        await dealNewlyLabelled(project);
        return created;
      }),
    ),
    removeClass: os.labels.removeClass.handler(async ({ input }) => {
      await change(() => writer().execute("removeClass", input));
      return {};
    }),
    attributes: os.labels.attributes.handler(() => ({
      attributes: reader().attributes(),
    })),
    attributeValues: os.labels.attributeValues.handler(({ input }) => ({
      values: reader().attributeValues(input.name, input.limit),
    })),
  };
}

/** The labels that the tray suggests with at least this confidence for pictures that still have none. */
function suggestedLabels(
  reader: IndexReader,
  confidence: number,
): { imageId: number; classId: number }[] {
  const waiting = new Set(
    reader.imageIds({
      labelled: "no",
      ranking: TRAY_LIST,
      runId: TRAY_RUN_ID,
      confidence: [confidence, 1],
    }),
  );
  return reader
    .predictions(TRAY_RUN_ID)
    .filter(({ imageId }) => waiting.has(imageId))
    .map(({ imageId, predictedClassId }) => ({
      imageId,
      classId: predictedClassId,
    }));
}
