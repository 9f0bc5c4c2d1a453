import "./data-tabs.css";

import type { ComponentType } from "react";
import { lazy, Suspense } from "react";
import { Link, Outlet, useLocation } from "react-router";

import { useRunPath } from "#renderer/engine-client/current-run.ts";
import { useIsOfTexts } from "#renderer/engine-client/use-texts.ts";
import { DatasetsScreen } from "#renderer/features/datasets/datasets-screen.tsx";
import { AddPictures } from "#renderer/features/sources/add-pictures.tsx";
import { LoadingBlock } from "#renderer/ui/spinner.tsx";
import { strings } from "#renderer/ui/strings.ts";

import { DoctorCount, TrayCount } from "./data-counts.tsx";
import { DataActsProvider } from "./data-acts-provider.tsx";

const text = strings.dataTabs;

/** One room of the Data step. */
export interface DataTab {
  /** Below `/data`; empty for the room that the step opens with. */
  readonly path: string;
  readonly label: string;
  /** In a project of texts; null: there is no such room there. */
  readonly labelOfTexts: string | null;
  /** Lazy, except for the first. */
  readonly Screen: ComponentType;
  /** What waits there to be done, from data-counts.tsx. */
  readonly Count?: ComponentType;
}

/** The rooms of the Data step, in order: another is a line here. */
export const DATA_TABS: readonly DataTab[] = [
  {
    path: "",
    label: text.pictures,
    labelOfTexts: text.texts,
    Screen: DatasetsScreen,
  },
  {
    path: "doctor",
    label: text.doctor,
    labelOfTexts: null,
    Screen: lazy(async () => ({
      default: (await import("#renderer/features/doctor/doctor-screen.tsx"))
        .DoctorScreen,
    })),
    Count: DoctorCount,
  },
  {
    path: "map",
    label: text.map,
    labelOfTexts: text.map,
    Screen: lazy(async () => ({
      default: (await import("#renderer/features/labels/map-screen.tsx"))
        .MapScreen,
    })),
  },
  {
    path: "tray",
    label: text.tray,
    labelOfTexts: null,
    Screen: lazy(async () => ({
      default: (await import("#renderer/features/labels/tray-screen.tsx"))
        .TrayScreen,
    })),
    Count: TrayCount,
  },
  {
    path: "versions",
    label: text.versions,
    labelOfTexts: text.versions,
    Screen: lazy(async () => ({
      default: (await import("#renderer/features/versions/versions-screen.tsx"))
        .VersionsScreen,
    })),
  },
];

/** The Data step: its rooms as tabs, and the one of the address. */
export function DataRooms() {
  const isOfTexts = useIsOfTexts();
  return (
    <div className="data-rooms">
      <nav className="data-rooms__tabs" aria-label={text.label}>
        {DATA_TABS.map((tab) => {
          const label = isOfTexts ? tab.labelOfTexts : tab.label;
          return (
            label !== null && <TabLink key={tab.path} tab={tab} label={label} />
          );
        })}
      </nav>
      <div className="data-rooms__room">
        <Suspense fallback={<LoadingBlock label={strings.common.loading} />}>
          <DataActsProvider>
            <Outlet />
            <AddPictures />
          </DataActsProvider>
        </Suspense>
      </div>
    </div>
  );
}

function TabLink({ tab, label }: { tab: DataTab; label: string }) {
  const withRun = useRunPath();
  const path = dataTabPath(tab);
  const isHere = useLocation().pathname.replace(/\/$/, "") === path;
  return (
    <Link
      to={withRun(path)}
      className="data-rooms__tab"
      aria-current={isHere ? "page" : undefined}
    >
      {label}
      {tab.Count !== undefined && <tab.Count />}
    </Link>
  );
}

/** The address of a room. */
function dataTabPath({ path }: Pick<DataTab, "path">): string {
  return path === "" ? "/data" : `/data/${path}`;
}
