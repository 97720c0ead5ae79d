// Scripts that are loaded when a chart first needs them.

const loaded = new Map();

/** What `url` exports, loaded once for all charts of the page, and made `ready` before anybody gets it. */
export function load(url, ready = () => {}) {
  if (!loaded.has(url)) {
    const module = import(url).then(async (exports) => {
      await ready(exports);
      return exports;
    });
    module.catch(() => loaded.delete(url));
    loaded.set(url, module);
  }
  return loaded.get(url);
}
