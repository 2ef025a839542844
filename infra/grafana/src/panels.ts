import {
  BigValueColorMode, BigValueGraphMode, BigValueJustifyMode, BigValueTextMode, FieldColorModeId, GraphDrawStyle, GraphThresholdsStyleMode,
  LegendDisplayMode, PercentChangeColorMode, SortOrder, StackingMode, TableCellDisplayMode, TableCellHeight, TooltipDisplayMode, ThresholdsMode, VisibilityMode, VizOrientation,
  type FieldConfigSource, type Panel, type ValueMapping,
} from '@grafana/schema';
import type { Options as StatOptions } from '@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen';
import type { FieldConfig as TimelineField, Options as TimelineOptions } from '@grafana/schema/dist/esm/raw/composable/statetimeline/panelcfg/x/StateTimelinePanelCfg_types.gen';
import type { FieldConfig as TableField, Options as TableOptions } from '@grafana/schema/dist/esm/raw/composable/table/panelcfg/x/TablePanelCfg_types.gen';
import type { FieldConfig as SeriesField, Options as SeriesOptions } from '@grafana/schema/dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen';
import { TextMode, type Options as TextOptions } from '@grafana/schema/dist/esm/raw/composable/text/panelcfg/x/TextPanelCfg_types.gen';
import type { Target } from './targets';
import { columns, levelNames, levelNumbers, unit, verdictNames } from './words';

export interface PanelText {
  /** Chinese, then English. */
  title: string;
  description?: string;
  targets: Target[];
  /** Of Grafana's 24 columns. */
  width: number;
  height?: number;
  unit?: string;
}

type Override = FieldConfigSource['overrides'][number];

/** The name of the query that gives a panel its limit's line. */
export const limitRef = 'LIMIT';

function panel(text: PanelText, type: string, options: object, fieldConfig: Panel['fieldConfig']): Panel {
  const source = text.targets[0]?.datasource;
  return {
    type,
    title: text.title,
    ...(text.description ? { description: text.description } : {}),
    ...(source ? { datasource: source } : {}),
    gridPos: { x: 0, y: 0, w: text.width, h: text.height ?? 8 },
    targets: text.targets.map((target) => ({ ...target })),
    options: { ...options },
    ...(fieldConfig ? { fieldConfig } : {}),
  };
}

/** Overrides of one field by its name. */
export function field(name: string, properties: Record<string, unknown>): Override {
  return { matcher: { id: 'byName', options: name }, properties: Object.entries(properties).map(([id, value]) => ({ id, value })) };
}

/** Lines; with a query named {@link limitRef}, its last `limit` is drawn across. */
export function lines(text: PanelText, style: { isStacked?: boolean; overrides?: Override[] } = {}): Panel {
  const custom: SeriesField = {
    drawStyle: style.isStacked ? GraphDrawStyle.Bars : GraphDrawStyle.Line,
    lineWidth: 1,
    fillOpacity: style.isStacked ? 80 : 0,
    spanNulls: false,
    stacking: { mode: style.isStacked ? StackingMode.Normal : StackingMode.None, group: 'A' },
    thresholdsStyle: { mode: GraphThresholdsStyleMode.Line },
  };
  const options: SeriesOptions = {
    legend: { displayMode: LegendDisplayMode.List, placement: 'bottom', showLegend: true, calcs: [] },
    tooltip: { mode: TooltipDisplayMode.Multi, sort: SortOrder.Descending },
  };
  const hasLimit = text.targets.some((target) => target.refId === limitRef);
  return {
    ...panel(text, 'timeseries', options, {
      defaults: {
        unit: text.unit ?? unit.count,
        color: { mode: FieldColorModeId.PaletteClassic },
        custom: { ...custom },
        thresholds: { mode: ThresholdsMode.Absolute, steps: [{ value: null, color: 'transparent' }] },
      },
      overrides: style.overrides ?? [],
    }),
    ...(hasLimit
      ? {
          transformations: [
            { id: 'configFromData', options: { configRefId: limitRef, mappings: [{ fieldName: 'limit', handlerKey: 'threshold1', reducerId: 'lastNotNull' }] } },
          ],
        }
      : {}),
  };
}

/** One number. */
export function figure(text: PanelText, color = 'text', reduce = 'lastNotNull'): Panel {
  const options: StatOptions = {
    colorMode: BigValueColorMode.Value,
    graphMode: BigValueGraphMode.None,
    justifyMode: BigValueJustifyMode.Auto,
    textMode: BigValueTextMode.Auto,
    percentChangeColorMode: PercentChangeColorMode.Standard,
    showPercentChange: false,
    wideLayout: true,
    orientation: VizOrientation.Auto,
    reduceOptions: { calcs: [reduce], values: false },
  };
  return panel({ height: 4, ...text }, 'stat', options, {
    defaults: { unit: text.unit ?? unit.count, noValue: '0', color: { mode: FieldColorModeId.Fixed, fixedColor: color } },
    overrides: [],
  });
}

/** Rows, under the columns' names in both languages; levels and verdicts in colour. */
export function table(text: PanelText): Panel {
  const coloured = (mappings: ValueMapping[]) => ({ mappings, 'custom.cellOptions': { type: TableCellDisplayMode.ColorText } satisfies TableField['cellOptions'] });
  const custom: TableField = { align: 'auto', cellOptions: { type: TableCellDisplayMode.Auto }, inspect: false, filterable: true };
  const options: TableOptions = { frameIndex: 0, showHeader: true, cellHeight: TableCellHeight.Sm };
  return {
    ...panel(text, 'table', options, {
      defaults: { custom: { ...custom } },
      overrides: [
        field(columns['to']!, coloured(levelNames)), // it is in the list
        field(columns['from']!, coloured(levelNames)),
        field(columns['verdict']!, coloured(verdictNames)),
        field(columns['coverage']!, { unit: unit.share, decimals: 1 }),
        field(columns['ratio']!, { unit: unit.share, decimals: 0 }),
      ],
    }),
    transformations: [{ id: 'merge', options: {} }, { id: 'organize', options: { renameByName: columns, excludeByName: {}, indexByName: {} } }],
  };
}

/** Levels over time, a line for each series. */
export function timeline(text: PanelText): Panel {
  const custom: TimelineField = { fillOpacity: 80, lineWidth: 0 };
  const options: TimelineOptions = {
    alignValue: 'left',
    mergeValues: true,
    rowHeight: 0.9,
    showValue: VisibilityMode.Never,
    legend: { displayMode: LegendDisplayMode.List, placement: 'bottom', showLegend: true, calcs: [] },
    tooltip: { mode: TooltipDisplayMode.Single, sort: SortOrder.None },
  };
  return panel(text, 'state-timeline', options, {
    defaults: { mappings: levelNumbers, color: { mode: FieldColorModeId.Thresholds }, custom: { ...custom } },
    overrides: [],
  });
}

/** Text that explains what follows. */
export function note(markdown: string, width = 24, height = 3): Panel {
  const options: TextOptions = { mode: TextMode.Markdown, content: markdown };
  return panel({ title: '', targets: [], width, height }, 'text', options, undefined);
}
