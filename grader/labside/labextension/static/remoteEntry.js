// Written by hand, no build: a webpack container with one module, './extension'.
// nbgrader's assignment list submits what is on disk and does not save. This saves every changed document first.
(() => {
  'use strict';

  // JupyterLab keeps its own reference to the fetch of the moment its services load, which is after this script:
  // so fetch is wrapped now, and learns of the application when the plugin is activated.
  let app = null;
  const send = window.fetch.bind(window);
  const watched = /\/assignments\/(submit|validate)(\?|$)/;

  function* openContexts() {
    const seen = new Set();
    for (const area of ['main', 'left', 'right', 'down']) {
      let widgets = [];
      try { widgets = Array.from(app.shell.widgets(area)); } catch (error) { continue; }
      for (const widget of widgets) {
        const context = widget && widget.context;
        if (context && context.model && !seen.has(context)) {
          seen.add(context);
          yield context;
        }
      }
    }
  }

  async function saveAll() {
    for (const context of openContexts()) {
      if (context.model.dirty && !context.model.readOnly) {
        await context.save();
        // JupyterLab shows a dialog and resolves when a save fails: only a clean model was saved.
        if (context.model.dirty) {
          throw new Error(context.path);
        }
      }
    }
  }

  function refusal(path) {
    const message =
      `저장하지 못해 제출(검사)하지 않았습니다: ${path}. 파일을 저장한 뒤 다시 시도하세요.\n` +
      `Not sent, because saving failed: ${path}. Save the file and try again.`;
    const body = JSON.stringify({ success: false, value: message });
    return new Response(body, { status: 200, headers: { 'Content-Type': 'application/json' } });
  }

  window.fetch = async function (input, init) {
    const request = typeof input === 'string' || input instanceof URL ? null : input;
    const url = String(request ? request.url : input);
    const method = ((init && init.method) || (request && request.method) || 'GET').toUpperCase();
    if (app && method === 'POST' && watched.test(url)) {
      try {
        await saveAll();
      } catch (error) {
        console.error('save-first:', error);
        return refusal(error && error.message ? error.message : '?');
      }
    }
    return send(input, init);
  };

  const plugin = {
    id: '@shopfloor/save-first:plugin',
    description: 'Saves the open documents before a lab is submitted or validated.',
    autoStart: true,
    activate: application => {
      app = application;
    }
  };

  window._JUPYTERLAB = window._JUPYTERLAB || {};
  window._JUPYTERLAB['@shopfloor/save-first'] = {
    init: () => undefined,
    get: async name => {
      if (name !== './extension') {
        throw new Error(`@shopfloor/save-first has no module ${name}`);
      }
      return () => ({ __esModule: true, default: plugin });
    }
  };
})();
