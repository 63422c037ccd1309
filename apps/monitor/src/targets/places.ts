/** A few places for what only so many may do at a time. */
export interface Places {
  /** Calls back once there is a place, at once if one is free. Returns how to leave it, or the queue. */
  enter(onPlace: () => void): () => void;
}

/** Makes so many of them; who waits longest is next. */
export function createPlaces(count: number): Places {
  const waiting = new Set<() => void>();
  const inside = new Set<() => void>();
  const fill = () => {
    for (const onPlace of waiting) {
      if (inside.size >= count) return;
      waiting.delete(onPlace);
      inside.add(onPlace);
      onPlace();
    }
  };
  return {
    enter(onPlace) {
      const own = () => onPlace();
      waiting.add(own);
      fill();
      return () => {
        waiting.delete(own);
        inside.delete(own);
        fill();
      };
    },
  };
}
