import { Layout } from './layout.tsx';

export interface Trouble {
  readonly status: number;
  readonly error: string;
}

/** What a browser sees where others get `{"error"}`. */
export function ErrorPage({ trouble: { status, error }, nowMs }: { readonly trouble: Trouble; readonly nowMs: number }) {
  return (
    <Layout title={`${status} · OpenFinOps`} heading={status === 404 ? 'There is nothing here' : 'That did not work'} nowMs={nowMs} isInner>
      <section>
        <p>
          {error} ({status}). {status < 500 ? 'The address may be mistyped.' : 'The log of the hub says more; nothing that agents sent is lost.'}
        </p>
        <p>
          <a href="/">To the first page</a>
        </p>
      </section>
    </Layout>
  );
}
