import type { Child, PropsWithChildren } from 'hono/jsx';
import { formatTime } from './format.ts';

export interface LayoutProps {
  readonly title: string;
  readonly heading: string;
  /** What stands beside the heading. */
  readonly about?: Child;
  readonly nowMs: number;
  /** How often the page renews itself where there is no script; not at all, where it is read line by line. */
  readonly renewS?: number;
  /** Shows the way back to the first page. */
  readonly isInner?: boolean;
}

/** The frame of every page. It is whole without its one script, which keeps it up to date. */
export function Layout({ title, heading, about = '', nowMs, renewS, isInner = false, children }: PropsWithChildren<LayoutProps>) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        {renewS === undefined ? null : (
          <noscript>
            <meta http-equiv="refresh" content={String(renewS)} />
          </noscript>
        )}
        <title>{title}</title>
        <link rel="stylesheet" href="/assets/style.css" />
        <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
        <script src="/assets/live.js" defer />
      </head>
      <body>
        <a class="skip" href="#main">
          Skip to the figures
        </a>
        <header>
          <div class="title">
            {isInner ? (
              <a class="back" href="/">
                ← All resources
              </a>
            ) : null}
            <h1>{heading}</h1>
            <span class="about">{about}</span>
          </div>
          <p>
            <span id="live" class="live" role="status" data-keep="" /> <span class="time">{formatTime(nowMs)}</span>
          </p>
        </header>
        <main id="main" tabindex={-1}>
          {children}
        </main>
        <footer>
          <p>
            Hours, days and months are UTC. Amounts are exact sums of charges, rounded for display alone; <span class="nowrap">“≥”</span> stands where
            a part has no price.
          </p>
        </footer>
      </body>
    </html>
  );
}
