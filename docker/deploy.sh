#!/bin/sh
# deploy.sh PACKAGE ROOT FOLDER…: lays below ROOT what an image of that program has: /app with its
# production dependencies, what plugins import, and folders that uid 1000 may write to.
set -eu
package=$1 root=$2
shift 2

# Copies of the workspace's packages, by their `files`, in place of links into this stage; flat, so
# that what is optional for a leaf is found by it.
pnpm --filter "$package" deploy --prod \
  --config.inject-workspace-packages=true --config.node-linker=hoisted "$root/app"
cp docker/healthcheck.mjs "$root/app/"

# What nothing reads at run time: the package manager's notes, types, maps, tests of others.
rm -rf "$root/app/pnpm-lock.yaml" "$root"/app/node_modules/.[mp]*
find "$root/app" -type d \( -name test -o -name tests -o -name __tests__ \) -prune -exec rm -rf {} +
find "$root/app" -type f \( -name '*.map' -o -name '*.ts' -o -name '*.mts' -o -name '*.cts' \
  -o -name '*.tsbuildinfo' -o -name '*.md' \) -delete
find "$root/app" -type d -empty -delete

# A plugin in any folder finds `@ettl/alerts` and zod, the very ones that the program uses.
ln -s /app/node_modules "$root/node_modules"

mkdir "$root/config"
for folder in "$@"; do
  mkdir "$root/$folder"
  chown 1000:1000 "$root/$folder"
done
