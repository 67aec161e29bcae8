/** Calls of the area "drives": the list itself comes as an event. */
import type { Handlers } from '../dispatch.ts';
import type { ServicePorts } from '../service-ports.ts';

export function drivesHandlers({ driveList }: ServicePorts): Pick<Handlers, 'drives.watch'> {
  return {
    'drives.watch': ({ isOn }, { signal }) => {
      driveList.watch(isOn, signal);
      return Promise.resolve({});
    },
  };
}
