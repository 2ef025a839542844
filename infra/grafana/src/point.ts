import type { Dashboard, Panel } from '@grafana/schema';
import { dashboard, sourceChoice, tagChoice } from './dashboard';
import { field, limitRef, lines, note, table, timeline } from './panels';
import { rows, series } from './targets';
import { unit } from './words';

const atPoint = '"point" =~ /^$point$/';

interface Measured {
  name: string;
  quantity: string;
  average: 'mean' | 'leq';
  rule: string;
  unit: string;
  /** Exposure if it stops now, from minutes: their sum over 8 h. */
  soFar: string;
  /** What the shift's limit is from. */
  source: string;
}

const dust = (name: string, quantity: string, rule: string): Measured => ({
  name,
  quantity,
  average: 'mean',
  rule,
  unit: unit.dust,
  soFar: `SELECT cumulative_sum("x") / 480 FROM (SELECT "mean" * "coverage" AS "x" FROM "sample_1m" WHERE ${atPoint} AND "quantity" = '${quantity}' AND $timeFilter)`,
  source: 'PC-TWA: GBZ 2.1-2019, 6.3.2',
});

const noise: Measured = {
  name: '噪声 Noise',
  quantity: 'noise_laeq',
  average: 'leq',
  rule: 'lex',
  unit: unit.noise,
  soFar: `SELECT 10 * log10(cumulative_sum("x") / 480) FROM (SELECT pow(10, "leq" / 10) * "coverage" AS "x" FROM "sample_1m" WHERE ${atPoint} AND "quantity" = 'noise_laeq' AND $timeFilter)`,
  source: 'L_EX,8h: GBZ 2.2-2007, 11',
};

// The last limit known, whenever it was judged by.
const limitOf = (rule: string) => rows(`SELECT last("limit") AS "limit" FROM "verdict" WHERE ${atPoint} AND "rule" = '${rule}'`, limitRef);

function against(of: Measured): Panel {
  const average = of.average === 'mean' ? '均值 mean' : 'Leq';
  return lines({
    title: `${of.name}: 数值与限值 value against its limit`,
    description: `横线为班次限值(8 h),依据 ${of.source};短时高于它不等于超标 The line is the shift's limit (8 h) from ${of.source}; a moment above it is no exceedance yet`,
    width: 12,
    height: 10,
    unit: of.unit,
    targets: [
      series(`SELECT ${of.average === 'mean' ? 'mean' : 'max'}("${of.average}") FROM "sample_1m" WHERE ${atPoint} AND "quantity" = '${of.quantity}' AND $timeFilter GROUP BY time($__interval) fill(none)`, `1 min ${average}`),
      series(`SELECT max("max") FROM "sample_1m" WHERE ${atPoint} AND "quantity" = '${of.quantity}' AND $timeFilter GROUP BY time($__interval) fill(none)`, '最大 max', 'B'),
      series(`SELECT "${of.average}" FROM "sample_15m" WHERE ${atPoint} AND "quantity" = '${of.quantity}' AND $timeFilter`, `15 min ${average}`, 'C'),
      limitOf(of.rule),
    ],
  }, { overrides: [field(`15 min ${average}`, { 'custom.lineWidth': 3 }), field('最大 max', { 'custom.lineStyle': { fill: 'dot', dots: [0, 6] } })] });
}

function exposure(of: Measured): Panel {
  const asPoints = { 'custom.drawStyle': 'points', 'custom.pointSize': 9 };
  return lines({
    title: `${of.name}: 班次接触与预测 exposure of the shift, with projection`,
    description:
      `把时间范围选为一个班次:折线为到目前为止的 8 h 接触(此后不再接触时的班末值);圆点为预计超标时预测的班末值,以及判定时的数值与上下界。横线为限值,依据 ${of.source} `
      + `Choose a shift as the range: the line is the exposure so far over 8 h (the shift's value if exposure stopped); the points are the value foreseen for the shift's end where it was foreseen to exceed, and the verdict with its bounds. The line across is the limit from ${of.source}`,
    width: 12,
    height: 10,
    unit: of.unit,
    targets: [
      series(of.soFar, '到目前 so far'),
      series(`SELECT "value" FROM "transition" WHERE ${atPoint} AND "rule" = '${of.rule}' AND "to" = 'projected' AND $timeFilter`, '预测班末 projected', 'B'),
      series(`SELECT "value" FROM "verdict" WHERE ${atPoint} AND "rule" = '${of.rule}' AND $timeFilter`, '判定 verdict', 'C'),
      series(`SELECT "low" FROM "verdict" WHERE ${atPoint} AND "rule" = '${of.rule}' AND $timeFilter`, '下界 low', 'D'),
      series(`SELECT "high" FROM "verdict" WHERE ${atPoint} AND "rule" = '${of.rule}' AND "coverage" > 0.5 AND $timeFilter`, '上界 high', 'E'),
      limitOf(of.rule),
    ],
  }, { overrides: [field('预测班末 projected', asPoints), field('判定 verdict', asPoints), field('下界 low', asPoints), field('上界 high', asPoints)] });
}

const measured = [dust('总尘 Total dust', 'dust_total', 'twa-total'), dust('呼尘 Respirable dust', 'dust_respirable', 'twa-resp'), noise];

/** One measuring point: its values beside the limits, the exposure of its shifts, every level and verdict with its source. */
export const point: Dashboard = dashboard({
  uid: 'dustwatch-point',
  title: 'DustWatch 测点 Point',
  description: '一个测点的数值、限值、接触与判定 A point\'s values, limits, exposure and verdicts',
  from: 'now-8h',
  refresh: '30s',
  variables: [
    sourceChoice('influx', 'influxdb', 'InfluxDB'),
    tagChoice('enterprise', '企业 enterprise', '', true),
    tagChoice('point', '测点 point', '"enterprise" =~ /^$enterprise$/', false),
  ],
  panels: [
    note('判定以 DustWatch 为准;此处为其写入 InfluxDB 的数据。 What DustWatch judges is what counts; this is what it wrote to InfluxDB.', 24, 2),
    timeline({
      title: '级别 Levels',
      width: 12,
      height: 8,
      targets: [series(`SELECT "level" FROM "transition" WHERE ${atPoint} AND $timeFilter GROUP BY "rule"`, '$tag_rule')],
    }),
    table({
      title: '限值与依据 Limits and their sources',
      description: '最近一次判定所用的限值、标准与条款 Limit, standard and clause as last judged by',
      width: 12,
      height: 8,
      targets: [rows(`SELECT last("limit") AS "limit", "unit", "clause" FROM "verdict" WHERE ${atPoint} GROUP BY "rule"`)],
    }),
    ...measured.flatMap((of) => [against(of), exposure(of)]),
    table({
      title: '班次判定 Verdicts of shifts: 限值与依据 limit and its source',
      width: 24,
      height: 8,
      targets: [
        rows(
          `SELECT "rule", "shift", "verdict", "value", "low", "high", "estimate", "limit", "unit", "coverage", "clause" FROM "verdict" WHERE ${atPoint} AND $timeFilter ORDER BY time DESC LIMIT 100`,
        ),
      ],
    }),
    table({
      title: '级别变化 Transitions: 限值与依据 limit and its source',
      width: 24,
      height: 8,
      targets: [rows(`SELECT "rule", "from", "to", "reason", "value", "limit", "unit", "coverage", "clause" FROM "transition" WHERE ${atPoint} AND $timeFilter ORDER BY time DESC LIMIT 100`)],
    }),
    lines({
      title: '有效率 Coverage',
      description: '每分钟有效数据覆盖的时间比例 Share of each minute that valid samples cover',
      width: 24,
      height: 6,
      unit: unit.share,
      targets: [series(`SELECT mean("coverage") FROM "sample_1m" WHERE ${atPoint} AND $timeFilter GROUP BY time($__interval), "quantity" fill(0)`, '$tag_quantity')],
    }),
  ],
});
