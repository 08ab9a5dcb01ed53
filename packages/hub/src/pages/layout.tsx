import type { PropsWithChildren } from 'hono/jsx';

export interface LayoutProps {
  readonly title: string;
  /** How often the page renews itself; not at all, where it is read line by line. */
  readonly renewS?: number;
}

/** The frame of every page: no script, one style sheet. */
export function Layout({ title, renewS, children }: PropsWithChildren<LayoutProps>) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        {renewS === undefined ? null : <meta http-equiv="refresh" content={String(renewS)} />}
        <title>{title}</title>
        <link rel="stylesheet" href="/assets/style.css" />
        <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
      </head>
      <body>{children}</body>
    </html>
  );
}
