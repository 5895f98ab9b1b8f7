/** The console's interface as a page, made of the same document that the contract generates. */
import redocUrl from 'redoc/bundles/redoc.standalone.js?url';

/** What the bundle puts into the page; it brings no types of it. */
interface RedocGlobal {
  init(
    documentUrl: string,
    options: { readonly disableSearch: boolean; readonly hideDownloadButtons: boolean },
    element: HTMLElement,
  ): Promise<void>;
}

// As a script of its own: it is bundled already, and cannot be bundled again.
const script = document.createElement('script');
script.src = redocUrl;
script.onload = () => {
  const root = document.getElementById('root');
  const { Redoc } = globalThis as unknown as { readonly Redoc: RedocGlobal };
  // Its search builds a worker out of a text; the list of routes is short enough to be read.
  const options = { disableSearch: true, hideDownloadButtons: true };
  if (root !== null) void Redoc.init('/api/openapi.json', options, root);
};
document.head.append(script);
