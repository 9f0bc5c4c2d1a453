import { useMemo } from "react";

import { picturePath, thumbnailPath } from "#api/paths.ts";

import { useProject } from "./use-projects.ts";

/** Addresses of the open project's pictures. */
export interface ImagePaths {
  readonly thumbnail: (imageId: number) => string;
  readonly picture: (imageId: number) => string;
}

/**
 * Each project counts its pictures from 1, and a page keeps a picture by its address: so the project is part of it, else
 * the last project's pictures would be seen in the next one. The server does not read that part.
 */
export function useImagePaths(): ImagePaths {
  const project = useProject().data?.path ?? "";
  return useMemo(() => imagePaths(project), [project]);
}

/** @param project absolute path of the project; it does not appear in the addresses as such */
export function imagePaths(project: string): ImagePaths {
  const query = `?project=${shortHash(project)}`;
  return {
    thumbnail: (imageId) => thumbnailPath(imageId) + query,
    picture: (imageId) => picturePath(imageId) + query,
  };
}

/** FNV-1a, 32 bits: http://www.isthe.com/chongo/tech/comp/fnv/ */
function shortHash(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0).toString(36);
}
