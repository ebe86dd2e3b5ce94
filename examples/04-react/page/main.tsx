import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Chat } from './chat.tsx';

const page = document.getElementById('page');
if (page)
  createRoot(page).render(
    <StrictMode>
      <Chat />
    </StrictMode>,
  );
