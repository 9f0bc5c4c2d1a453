/** Paths of the engine's server besides the renderer's own files. */

export const RPC_PATH = "/rpc";
export const EVENTS_PATH = "/events";

/** GET: at most 256 pixels on the longer side. */
export function thumbnailPath(imageId: number): string {
  return `/images/${imageId}/thumbnail`;
}

/** GET: the picture, oriented, as the browser can show it (at most 2,048 pixels on the longer side). */
export function picturePath(imageId: number): string {
  return `/images/${imageId}/picture`;
}

/** PUT: one file of an upload; the relative path keeps the folders of a dropped folder. */
export function uploadPath(uploadId: string, relativePath: string): string {
  const encoded = relativePath.split("/").map(encodeURIComponent).join("/");
  return `/uploads/${uploadId}/${encoded}`;
}

/** GET: an export as one zip file. */
export function exportDownloadPath(exportId: string, format: string): string {
  return `/exports/${exportId}/${format}.zip`;
}

/** GET: the CSV file of a finished predict job. */
export function predictionsCsvPath(jobId: string): string {
  return `/predictions/${jobId}.csv`;
}
