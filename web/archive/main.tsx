import { mount } from "../ui-shared";
import { ArchivePage } from "./app";

mount(<ArchivePage />);
