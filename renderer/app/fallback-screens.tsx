import { CircleAlert, MapPinOff } from "lucide-react";
import { Link, useRouteError } from "react-router";

import { describeFailure } from "#renderer/engine-client/failures.ts";
import { EmptyState } from "#renderer/ui/empty-state.tsx";
import { strings } from "#renderer/ui/strings.ts";

/** Instead of a screen that threw; the others go on. */
export function CrashScreen() {
  const { message } = describeFailure(useRouteError());
  return (
    <EmptyState
      isWholeScreen
      icon={CircleAlert}
      title={strings.app.crashed}
      message={
        <>
          {strings.app.crashedMessage} <code>{message}</code>
        </>
      }
      actions={
        <Link className="button button--primary" to="/" reloadDocument>
          {strings.app.goToStart}
        </Link>
      }
    />
  );
}

export function NotFoundScreen() {
  return (
    <EmptyState
      isWholeScreen
      icon={MapPinOff}
      title={strings.app.notFound}
      message={strings.app.notFoundMessage}
      actions={
        <Link className="button button--primary" to="/">
          {strings.app.goToStart}
        </Link>
      }
    />
  );
}
