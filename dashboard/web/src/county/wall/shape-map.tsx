/** The areas in their shapes; nothing is fetched from outside. */
import { MapChart } from 'echarts/charts';
import { type EChartsCoreOption, registerMap, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { memo, useCallback, useMemo } from 'react';
import { useTranslation } from '../../shared/language.ts';
import type { Shapes } from './api.ts';
import type { Area } from './area.ts';
import { TONE_COLOURS } from './figures.ts';
import { useChart } from './use-chart.ts';

use([MapChart, CanvasRenderer]);

/** Slanted lines: nobody knows how it stands there. */
function hatch(emPx: number): object {
  return {
    symbol: 'rect',
    dashArrayX: [1, 0],
    dashArrayY: [emPx / 8, emPx * 0.4],
    rotation: -Math.PI / 4,
    color: 'rgba(255,255,255,0.2)',
  };
}

interface ShapeMapProps {
  readonly division: string;
  readonly shapes: Shapes;
  readonly areas: readonly Area[];
}

export const ShapeMap = memo(function ShapeMap({ areas, division, shapes }: ShapeMapProps) {
  const { t } = useTranslation();
  const map = useMemo(() => {
    const name = `wall ${division}`;
    registerMap(name, shapes as unknown as Parameters<typeof registerMap>[1]);
    return name;
  }, [division, shapes]);
  const optionOf = useCallback(
    (emPx: number): EChartsCoreOption => ({
      animation: false,
      series: [
        {
          id: 'townships',
          type: 'map',
          map,
          nameProperty: 'code',
          silent: true,
          roam: false,
          left: emPx,
          right: emPx,
          top: emPx,
          bottom: emPx,
          // Never as if all were well: what is not among the figures has no gateway that is known.
          itemStyle: { areaColor: TONE_COLOURS.nothing, borderColor: '#9fb0c0', borderWidth: emPx / 16 },
          labelLayout: { hideOverlap: true },
          label: {
            ...{ show: true, color: '#fff', fontSize: emPx, lineHeight: emPx * 1.15 },
            ...{ textBorderColor: 'rgba(0,0,0,0.55)', textBorderWidth: emPx / 8 },
          },
          data: areas.map((area) => dataOf(area, emPx, t)),
        },
      ],
    }),
    [areas, map, t],
  );
  return <div ref={useChart(optionOf)} className="wall-chart" role="img" aria-label={t('page.wall')} />;
});

function dataOf(area: Area, emPx: number, t: (key: string) => string): object {
  const { code, look, name, openTotal } = area;
  const words = [
    name,
    ...(openTotal > 0 ? [String(openTotal)] : []),
    ...(look.isUnknown ? [t('wall.unknown')] : []),
  ];
  return {
    name: code,
    value: openTotal,
    label: { formatter: words.join('\n'), ...(openTotal > 0 ? { fontWeight: 'bold' } : {}) },
    itemStyle: {
      areaColor: TONE_COLOURS[look.tone],
      ...(look.isUnknown ? { decal: hatch(emPx) } : {}),
    },
  };
}
