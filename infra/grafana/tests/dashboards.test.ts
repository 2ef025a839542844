import { describe, expect, it } from 'vitest';
import { district } from '../src/district';
import { enterprise } from '../src/enterprise';
import { point } from '../src/point';
import { quality } from '../src/quality';
import { system } from '../src/system';
import { defaultDashboard } from '@grafana/schema';

const all = { district, enterprise, point, quality, system };
const panels = Object.entries(all).flatMap(([name, of]) => (of.panels ?? []).map((panel) => ({ name, panel })));

describe.each(Object.entries(all))('%s', (name, of) => {
  it('stands in dashboards/ as it is written here', async () => {
    await expect(JSON.stringify(of, null, 2) + '\n').toMatchFileSnapshot(`../dashboards/${name}.json`);
  });

  it('has panels with ids of their own that do not overlap', () => {
    const cells = new Set<string>();
    const ids = new Set<number>();
    for (const panel of of.panels ?? []) {
      ids.add(panel.id ?? 0);
      const { x, y, w, h } = panel.gridPos!; // the layout gives it
      expect(x + w).toBeLessThanOrEqual(24);
      for (let column = x; column < x + w; column++) {
        for (let line = y; line < y + h; line++) {
          expect(cells.has(`${column} ${line}`)).toBe(false);
          cells.add(`${column} ${line}`);
        }
      }
    }
    expect(ids.size).toBe(of.panels?.length);
  });

  it('is of a version that Grafana migrates from', () => {
    expect(of.schemaVersion).toBeLessThanOrEqual(defaultDashboard.schemaVersion);
    expect(of.schemaVersion).toBeGreaterThanOrEqual(36);
  });
});

it('names everything in Chinese and in English', () => {
  const isBoth = (text: string) => /\p{Script=Han}/u.test(text) && /[A-Za-z]{2}/.test(text);
  for (const of of Object.values(all)) {
    expect(isBoth(of.title ?? ''), of.title).toBe(true);
    for (const variable of (of.templating?.list ?? []).filter((v) => v.type === 'query')) {
      expect(isBoth(variable.label ?? ''), variable.name).toBe(true);
    }
  }
  for (const { panel } of panels.filter(({ panel }) => panel.type !== 'text')) {
    expect(isBoth(panel.title ?? ''), panel.title).toBe(true);
  }
});

it('says where each limit that it shows is from', () => {
  const showing = panels.flatMap(({ panel }) => ('targets' in panel ? (panel.targets ?? []).map((target) => ({ panel, query: String(target['query'] ?? '') })) : []))
    .filter(({ query }) => query.includes('"limit"'));
  expect(showing.length).toBeGreaterThan(8);
  for (const { panel, query } of showing) {
    const description = 'description' in panel ? panel.description ?? '' : '';
    expect(query.includes('"clause"') || /GBZ 2\.[12]-\d{4}, [\d.]+/.test(description), `${panel.title}: ${query}`).toBe(true);
  }
});

it('asks only for samples that stand for a share of time when it averages', () => {
  for (const { panel } of panels) {
    for (const target of 'targets' in panel ? panel.targets ?? [] : []) {
      expect(String(target['query'] ?? ''), panel.title).not.toMatch(/mean\("(value|leq)"\)/);
    }
  }
});
