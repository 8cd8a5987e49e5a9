import { limitsTable } from './limits-table.ts';
import { metricsTable } from './metrics-table.ts';
import { permissionTables } from './permission-tables.ts';
import { settingsTable } from './settings-table.ts';

/** A table of a page in `docs/` that is written from what it tells of. */
export interface DerivedTable {
  readonly page: string;
  /** In the page's marks around it. */
  readonly name: string;
  readonly table: string;
}

export const derivedTables = (): readonly DerivedTable[] => [
  { page: 'inputs.md', name: 'limits', table: limitsTable() },
  { page: 'metrics.md', name: 'metrics', table: metricsTable() },
  { page: 'settings.md', name: 'settings', table: settingsTable() },
  ...Object.entries(permissionTables()).map(([name, table]) => ({ page: 'permissions.md', name, table })),
];
