// Where the windows of a rolled map lie.  Needs WINDOW, and the map's height, width and shift in the
// push constants.

struct Window {
  uint sample_row; // the sample's index times the map's height
  uint top;        // in the rolled map
  uint left;
};

// The windows are counted from sample to sample, and in each row by row.
Window
window_at (uint index)
{
  const uint across = push.width / WINDOW;
  const uint down = push.height / WINDOW;

  return Window (index / across / down * push.height, index / across % down * WINDOW,
                 index % across * WINDOW);
}

// The pixel, in the map as it is stored, of a position in the window.
uint
window_pixel (Window window, uint position)
{
  uint row = window.top + position / WINDOW + push.shift;
  uint column = window.left + position % WINDOW + push.shift;

  row -= row >= push.height ? push.height : 0;
  column -= column >= push.width ? push.width : 0;
  return (window.sample_row + row) * push.width + column;
}

// Which part of the map a position came from; attention does not reach from one into another.
uint
window_region (Window window, uint position)
{
  const uint row = window.top + position / WINDOW;
  const uint column = window.left + position % WINDOW;
  const uint down = uint (row >= push.height - WINDOW) + uint (row >= push.height - push.shift);
  const uint across = uint (column >= push.width - WINDOW) + uint (column >= push.width - push.shift);

  return push.shift == 0 ? 0 : down * 3 + across;
}

// The row of the bias table for a query and a key.
uint
window_offset (uint query, uint key)
{
  const uint down = query / WINDOW + WINDOW - 1 - key / WINDOW;
  const uint across = query % WINDOW + WINDOW - 1 - key % WINDOW;

  return down * (2 * WINDOW - 1) + across;
}
