import { DashboardCursorSync, VariableHide, VariableRefresh, VariableSort, type Dashboard, type DataSourceRef, type Panel, type VariableModel } from '@grafana/schema';
import { influxSource } from './targets';

const columnsOfGrid = 24;

/** Panels from left to right, a new line where the next does not fit; ids in that order. */
function placed(panels: Panel[]): Panel[] {
  let [x, y, lineHeight] = [0, 0, 0];
  return panels.map((panel, index) => {
    const { w, h } = panel.gridPos ?? { w: columnsOfGrid, h: 8 };
    if (x + w > columnsOfGrid) {
      [x, y, lineHeight] = [0, y + lineHeight, 0];
    }
    const at = { x, y, w, h };
    [x, lineHeight] = [x + w, Math.max(lineHeight, h)];
    return { ...panel, id: index + 1, gridPos: at };
  });
}

/** Which InfluxDB or Prometheus is asked: the same panels serve versions 1, 2 and 3. */
export function sourceChoice(name: 'influx' | 'prometheus', type: 'influxdb' | 'prometheus', label: string): VariableModel {
  return { type: 'datasource', name, label, query: type, refresh: VariableRefresh.onDashboardLoad, hide: VariableHide.dontHide, includeAll: false, multi: false };
}

/** Values of a tag that `where` leaves. With `isAll`, none chosen is all. */
export function tagChoice(tag: string, label: string, where: string, isAll: boolean): VariableModel {
  const source: DataSourceRef = influxSource;
  return {
    type: 'query',
    name: tag,
    label,
    datasource: source,
    query: `SHOW TAG VALUES FROM "sample_1m" WITH KEY = "${tag}"${where === '' ? '' : ` WHERE ${where}`}`,
    refresh: VariableRefresh.onTimeRangeChanged,
    sort: VariableSort.alphabeticalAsc,
    hide: VariableHide.dontHide,
    includeAll: isAll,
    multi: isAll,
    ...(isAll ? { allValue: '.*', current: { text: 'All', value: '$__all' } } : {}),
  };
}

export interface DashboardText {
  uid: string;
  title: string;
  description: string;
  from: string;
  refresh: string;
  variables: VariableModel[];
  panels: Panel[];
}

/** A whole dashboard, with links to the others. */
export function dashboard(text: DashboardText): Dashboard {
  return {
    uid: text.uid,
    title: text.title,
    description: text.description,
    tags: ['dustwatch'],
    timezone: 'browser',
    editable: false,
    graphTooltip: DashboardCursorSync.Crosshair,
    refresh: text.refresh,
    schemaVersion: 39,
    time: { from: text.from, to: 'now' },
    links: [{ title: 'DustWatch', type: 'dashboards', tags: ['dustwatch'], asDropdown: true, includeVars: true, keepTime: true, targetBlank: false, icon: '', tooltip: '', url: '' }],
    templating: { list: text.variables },
    panels: placed(text.panels),
  };
}
