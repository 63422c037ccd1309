import { server } from "./server.ts";
import type { Setup } from "./setup.ts";

/** The sandbox in place of Trakt, on the port 8099 of the document, for programs that are told nothing of it. */
export const trakt: Setup = async (stage) => {
  await server(stage, ["8099", "ettl-exporter", "sandbox", "--port", "8099"]);
  const url = `http://127.0.0.1:${await stage.addresses.port(8099)}`;
  stage.addresses.movedOrigin("https://api.trakt.tv", url);
  stage.variables.ETTL_TRAKT__API_BASE_URL = url;
  stage.variables.ETTL_TRAKT__AUTH_BASE_URL = url;
};
