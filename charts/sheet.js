// The style of the element's own parts.

export const sheet = new CSSStyleSheet();
sheet.replaceSync(`
  :host { display: block; position: relative; block-size: var(--chart-height, 22rem); min-inline-size: 0; }
  :host([hidden]) { display: none; }
  :host(:focus-visible) { outline: 2px solid var(--accent, currentColor); outline-offset: 2px; }
  #canvas { position: absolute; inset: 0; }
  :host([editable]) #canvas { touch-action: pan-x; }
  #note { position: absolute; inset: auto 0 0; max-block-size: 2.6em; overflow: hidden; font-size: 0.85em; color: var(--muted, GrayText); }
  #said { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: pre-line; }
  #probe { position: absolute; visibility: hidden; }
`);
