// pnpm images: builds the images of both programs and prints what they are.
import { buildImage, imageSize } from "./build-image.ts";
import { imageOf, targets } from "./image-files.ts";

for (const target of targets) {
  const begin = performance.now();
  await buildImage(target, { shown: true });
  const seconds = Math.round((performance.now() - begin) / 1_000);
  const megabytes = Math.round((await imageSize(target)) / 1e6);
  console.log(`${imageOf(target)}  ${megabytes} MB  built in ${seconds} s`);
}
