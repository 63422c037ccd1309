// pnpm images: builds the images of both programs and prints what they are.
import { buildImages, imageSize } from "./build-image.ts";
import { imageOf, targets } from "./image-files.ts";

const begin = performance.now();
await buildImages(targets, { shown: true });
for (const target of targets)
  console.log(`${imageOf(target)}  ${Math.round((await imageSize(target)) / 1e6)} MB`);
console.log(`built in ${Math.round((performance.now() - begin) / 1_000)} s`);
