import type { Dashboard } from '@grafana/schema';
import { dashboard, sourceChoice, tagChoice } from './dashboard';
import { figure, lines, table, timeline } from './panels';
import { rows, series } from './targets';
import { unit } from './words';

const inDistrict = '"district" =~ /^$district$/';
const inEnterprise = '"enterprise" =~ /^$enterprise$/';

function means(title: string, quantity: string, average: 'mean' | 'leq', of: string) {
  return lines({
    title: `${title}: 15 min`,
    description: '各测点时钟对齐的 15 min 值 Value of each point over clock-aligned 15 min',
    width: 8,
    unit: of,
    targets: [
      series(
        `SELECT max("${average}") FROM "sample_15m" WHERE ${inEnterprise} AND "quantity" = '${quantity}' AND $timeFilter GROUP BY time($__interval), "point" fill(none)`,
        '$tag_point',
      ),
    ],
  });
}

/** What an enterprise's safety officer sees: its points, their levels, each shift's verdict. */
export const enterprise: Dashboard = dashboard({
  uid: 'dustwatch-enterprise',
  title: 'DustWatch 企业 Enterprise',
  description: '一家企业的测点、级别与班次判定 An enterprise\'s points, levels and verdicts of shifts',
  from: 'now-24h',
  refresh: '30s',
  variables: [
    sourceChoice('influx', 'influxdb', 'InfluxDB'),
    tagChoice('district', '区县 district', '', true),
    tagChoice('enterprise', '企业 enterprise', inDistrict, false),
  ],
  panels: [
    figure({
      title: '有数据的测点 Points with data',
      width: 6,
      targets: [series(`SELECT count("last") FROM (SELECT last("coverage") FROM "sample_1m" WHERE ${inEnterprise} AND $timeFilter GROUP BY "point")`, 'points')],
    }),
    figure({
      title: '平均有效率 Mean coverage',
      description: '有效数据覆盖的时间比例 Share of time that valid samples cover, of minutes with samples',
      width: 6,
      unit: unit.share,
      targets: [series(`SELECT mean("coverage") FROM "sample_1m" WHERE ${inEnterprise} AND $timeFilter`, 'coverage')],
    }),
    figure({
      title: '预警及以上 Rises above normal',
      width: 6,
      targets: [series(`SELECT count("level") FROM "transition" WHERE ${inEnterprise} AND "level" >= 1 AND "level" <= 4 AND $timeFilter`, 'transitions')],
    }, 'orange'),
    figure({
      title: '已判定班次 Shifts judged',
      width: 6,
      targets: [series(`SELECT count("certain") FROM "verdict" WHERE ${inEnterprise} AND $timeFilter`, 'verdicts')],
    }),
    timeline({
      title: '级别 Levels',
      description: '所选时段内有变化的测点与规则 Points and rules whose level changed in the range',
      width: 24,
      height: 10,
      targets: [series(`SELECT "level" FROM "transition" WHERE ${inEnterprise} AND $timeFilter GROUP BY "point", "rule"`, '$tag_point $tag_rule')],
    }),
    means('总尘 Total dust', 'dust_total', 'mean', unit.dust),
    means('呼尘 Respirable dust', 'dust_respirable', 'mean', unit.dust),
    means('噪声 Noise', 'noise_laeq', 'leq', unit.noise),
    table({
      title: '班次判定 Verdicts of shifts: 数值、限值与依据 value, limit and its source',
      description: '依据列为限值所在标准与条款;下界与上界计入缺失数据 The standard and clause of each limit; low and high allow for what is missing',
      width: 24,
      height: 12,
      targets: [
        rows(
          `SELECT "point", "rule", "shift", "verdict", "value", "low", "high", "limit", "unit", "coverage", "clause" FROM "verdict" WHERE ${inEnterprise} AND $timeFilter ORDER BY time DESC LIMIT 200`,
        ),
      ],
    }),
    table({
      title: '级别变化 Transitions: 限值与依据 limit and its source',
      width: 24,
      height: 10,
      targets: [
        rows(
          `SELECT "point", "rule", "from", "to", "reason", "value", "limit", "unit", "coverage", "clause" FROM "transition" WHERE ${inEnterprise} AND $timeFilter ORDER BY time DESC LIMIT 200`,
        ),
      ],
    }),
  ],
});
