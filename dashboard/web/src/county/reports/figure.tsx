import { createContext, type ReactNode, useContext } from 'react';
import { Link } from 'wouter';
import type { Figure, ScopeReport } from '../../../../../edge-config/contracts/rest.ts';
import { ledgerLink } from '../ledger/filters.ts';

const Base = createContext<ScopeReport['base'] | undefined>(undefined);

/** The scope whose figures are shown within. */
export function FigureBase({ base, children }: { base: ScopeReport['base']; children: ReactNode }) {
  return <Base.Provider value={base}>{children}</Base.Provider>;
}

interface FigureLinkProps {
  readonly figure: Figure;
  /** Another scope than the one around. */
  readonly base?: ScopeReport['base'];
  /** What is shown instead of the count, such as a share. */
  readonly children?: ReactNode;
}

/** A number that leads to its rows in the ledger. */
export function FigureLink({ base, children, figure }: FigureLinkProps) {
  const around = useContext(Base);
  return (
    <Link
      className="figure"
      href={ledgerLink(base ?? around ?? {}, figure.where)}
      data-testid="figure"
      data-count={figure.count}
    >
      {children ?? figure.count}
    </Link>
  );
}
