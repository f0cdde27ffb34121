/* Shows cells of prose as the chapter's kernel renders them, with the values of their expressions.

   This is the form of a prebuilt extension, small enough to be written by hand: JupyterLab hands over the modules that
   it shares, and takes a plugin. A cell is shown plainly first, and by the kernel as soon as that has answered. */
"use strict";
(() => {
  const STYLE = `
    .manuscript-number { border-bottom: 1px dotted var(--jp-ui-font-color2); }
    .manuscript-fault { color: var(--jp-error-color0); font-family: var(--jp-code-font-family); }
    .manuscript-points { border-left: 3px solid var(--jp-border-color1); padding-left: 1em; }
    .manuscript-note { color: var(--jp-ui-font-color2); font-size: 90%; }
  `;
  let shared;

  const module = async (name) => (await Object.values(shared[name])[0].get())();

  const asked = async (kernel, markdown) => {
    const ask = "__import__('analysis.book.editing.prose', fromlist=['shown']).shown";
    const future = kernel.requestExecute({
      code: "",
      silent: true,
      store_history: false,
      user_expressions: { html: `${ask}(${JSON.stringify(markdown)}, globals())` },
    });
    const { content } = await future.done;
    const answer = content.user_expressions?.html;
    return answer?.status === "ok" ? answer.data["text/html"] : undefined;
  };

  const plugin = async () => {
    const { INotebookTracker, NotebookActions } = await module("@jupyterlab/notebook");
    const { IRenderMimeRegistry } = await module("@jupyterlab/rendermime");
    return {
      id: "cart-manuscript:prose",
      description: "Shows cells of prose with the values of their expressions.",
      autoStart: true,
      requires: [INotebookTracker, IRenderMimeRegistry],
      activate: (_app, notebooks, registry) => {
        document.head.append(Object.assign(document.createElement("style"), { textContent: STYLE }));
        const cells = new Set();
        const plain = registry.getFactory("text/markdown");

        const createRenderer = (options) => {
          const renderer = plain.createRenderer(options);
          const render = renderer.renderModel.bind(renderer);
          let markdown = "";
          const cell = {
            renderer,
            show: async () => {
              const notebook = notebooks.find((panel) => panel.content.node.contains(renderer.node));
              const kernel = notebook?.sessionContext.session?.kernel;
              const before = markdown;
              const html = kernel && (await asked(kernel, markdown));
              if (html && markdown === before && !renderer.isDisposed) renderer.node.innerHTML = html;
            },
          };
          renderer.renderModel = async (model) => {
            markdown = String(model.data["text/markdown"] ?? "");
            await render(model);
            if (renderer.isAttached) await cell.show();
          };
          renderer.onAfterAttach = () => void cell.show();
          renderer.disposed.connect(() => cells.delete(cell));
          cells.add(cell);
          return renderer;
        };

        registry.addFactory({ safe: true, mimeTypes: ["text/markdown"], createRenderer }, 0);
        // What a cell of code has made, the prose can quote.
        NotebookActions.executed.connect((_, { cell: { model } }) => {
          if (model.type !== "code") return;
          for (const cell of cells) if (cell.renderer.isAttached) void cell.show();
        });
      },
    };
  };

  window._JUPYTERLAB ??= {};
  window._JUPYTERLAB["cart-manuscript"] = {
    init: (scope) => {
      shared = scope;
    },
    get: async () => {
      const made = await plugin();
      return () => made;
    },
  };
})();
