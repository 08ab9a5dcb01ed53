/**
 * The one script: when the hub says that something new was stored, it fetches the page again and changes what differs, node by node, so that
 * focus, selection, scroll and open details stay. Elements are told apart by `id` or `data-key`; `data-keep` is the script's own.
 */
export const LIVE_SCRIPT = `'use strict';
(() => {
  const ASK_EVERY_MS = 60000;
  const LISTEN_AGAIN_MS = 30000;
  const live = document.getElementById('live');
  let isBusy = false;
  let isStale = false;

  const say = (text, state) => {
    live.className = 'live ' + state;
    if (live.textContent !== text) live.textContent = text;
  };

  async function renew() {
    isStale = true;
    if (isBusy || document.hidden) return;
    isBusy = true;
    while (isStale) {
      isStale = false;
      const answer = await fetch(location.href, { headers: { Accept: 'text/html' } }).catch(() => undefined);
      if (answer?.ok) show(new DOMParser().parseFromString(await answer.text(), 'text/html'));
    }
    isBusy = false;
  }

  function show(next) {
    const focused = document.activeElement;
    const anchor = scrollY > 0 ? findAnchor(focused) : undefined;
    const topPx = anchor?.getBoundingClientRect().top;
    document.title = next.title;
    patch(document.body, next.body);
    if (anchor?.isConnected) scrollBy({ top: anchor.getBoundingClientRect().top - topPx, behavior: 'instant' });
    if (focused?.isConnected && focused !== document.activeElement) focused.focus({ preventScroll: true });
  }

  // What is read stays where it is, whatever grows above it.
  function findAnchor(focused) {
    const isInSight = (element) => element.getBoundingClientRect().top >= 0 && element.getBoundingClientRect().top < innerHeight;
    if (focused && focused !== document.body && isInSight(focused)) return focused;
    return [...document.querySelectorAll('section[id], [data-key]')].find(isInSight);
  }

  function patch(from, to) {
    if (from.nodeType !== Node.ELEMENT_NODE) {
      if (from.data !== to.data) from.data = to.data;
      return;
    }
    if (from.hasAttribute('data-keep') || from.isEqualNode(to)) return;
    patchAttributes(from, to);
    patchChildren(from, to);
  }

  function patchAttributes(from, to) {
    for (const { name } of [...from.attributes]) if (name !== 'open' && !to.hasAttribute(name)) from.removeAttribute(name);
    for (const { name, value } of to.attributes) if (name !== 'open' && from.getAttribute(name) !== value) from.setAttribute(name, value);
  }

  function patchChildren(from, to) {
    const keyed = new Map();
    for (const child of from.children) if (keyOf(child)) keyed.set(keyOf(child), child);
    let at = from.firstChild;
    for (const wanted of [...to.childNodes]) {
      const key = keyOf(wanted);
      const known = key ? keyed.get(key) : at;
      if (!known || known.nodeName !== wanted.nodeName || keyOf(known) !== key) {
        from.insertBefore(document.importNode(wanted, true), at);
        continue;
      }
      if (known === at) at = at.nextSibling;
      else from.insertBefore(known, at);
      patch(known, wanted);
    }
    while (at) {
      const gone = at;
      at = at.nextSibling;
      gone.remove();
    }
  }

  function keyOf(node) {
    return node.nodeType === Node.ELEMENT_NODE ? node.id || node.getAttribute('data-key') || '' : '';
  }

  function listen() {
    const stream = new EventSource('/events');
    let wasCut = false;
    stream.onopen = () => {
      say('Live', 'on');
      if (wasCut) renew();
    };
    stream.addEventListener('changed', renew);
    stream.onerror = () => {
      wasCut = true;
      say('Waiting for the hub', 'off');
      if (stream.readyState === EventSource.CLOSED) setTimeout(listen, LISTEN_AGAIN_MS);
    };
  }

  document.addEventListener('visibilitychange', () => isStale && renew());
  setInterval(renew, ASK_EVERY_MS);
  listen();
})();
`;
